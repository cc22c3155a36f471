using System.Text.Json.Nodes;
using SoraPS.Emulator.Http;

namespace SoraPS.Emulator.Counters;

/// <summary>The counters as JSON, for a reader in another process.</summary>
internal static class CounterReply
{
    public static HttpReply Of(EmulatorCounters counters) => HttpReply.Json(200, new JsonObject
    {
        ["tasksMade"] = counters.TasksMade,
        ["creates"] = counters.Creates,
        ["polls"] = counters.Polls,
        ["lists"] = counters.Lists,
        ["downloads"] = counters.Downloads,
        ["callbacks"] = counters.Callbacks,
        ["duplicateTasks"] = counters.DuplicateTasks,
        ["maxTasksPerRow"] = counters.MaxTasksPerRow,
        ["keysSeenOnDownloadOrigin"] = counters.KeysSeenOnDownloadOrigin,
        ["faultsInjected"] = counters.FaultsInjected,
        ["bytesSent"] = counters.BytesSent,
        ["unknownFields"] = Map(counters.UnknownFields),
        ["faultsByKind"] = Map(counters.FaultsByKind),
    });

    private static JsonObject Map(IReadOnlyDictionary<string, int> counts) =>
        new(counts.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
}
