using System.Globalization;
using System.Text;
using SoraPS.Bench.Processes;
using SoraPS.Emulator.Http;

namespace SoraPS.Bench.Waiting;

/// <summary>
/// A gateway of the OpenAI dialect, in a process of its own, that knows every task as running and asks each client to look
/// again in two minutes: between the looks lies a time in which none is due.
/// </summary>
internal static class PatientGateway
{
    public const string Verb = "patient-gateway";

    private const string Count = "/_count";

    /// <summary>How often one was asked.</summary>
    public static async Task<int> AskedAsync(Uri gateway)
    {
        using HttpClient http = new();
        return int.Parse(await http.GetStringAsync(new Uri(gateway, Count)), CultureInfo.InvariantCulture);
    }

    /// <summary>Serves until the process that started this one is gone.</summary>
    public static async Task<int> ServeAsync(string[] arguments)
    {
        int asked = 0;
        await using LoopbackServer server = new(0, (request, _) => ValueTask.FromResult(Answer(request.RawPath, ref asked)), _ => { });
        await ServingProcess.ServeAsync(new Uri(server.Address, "v1"));
        return 0;
    }

    private static HttpReply Answer(string path, ref int asked)
    {
        string answer = path == Count
            ? Volatile.Read(ref asked).ToString(CultureInfo.InvariantCulture)
            : Running(path, Interlocked.Increment(ref asked) % 100);
        return HttpReply.Bytes(200, "application/json", Encoding.UTF8.GetBytes(answer)).With("openai-poll-after-ms", "120000");
    }

    private static string Running(string path, int progress) =>
        $$"""{"id":"{{path[(path.LastIndexOf('/') + 1)..]}}","object":"video","status":"in_progress","progress":{{progress}}}""";
}
