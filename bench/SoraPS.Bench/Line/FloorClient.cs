using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SoraPS.Bench.Line;

/// <summary>
/// A client that does nothing but to move the requests and bytes: for each row a create request, one look and the file. It has
/// no ledger, no checks and no way to go on after a fault.
/// </summary>
internal static class FloorClient
{
    public const string Verb = "floor";

    private const int AtOnce = 16;

    public static async Task<int> RunAsync(string[] arguments)
    {
        (string baseUri, string csv, string folder) = (arguments[0], arguments[1], arguments[2]);
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable(LineContender.KeyVariable));
        await Parallel.ForEachAsync(
            File.ReadLines(csv).Skip(1),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (line, stop) =>
            {
                string[] cells = line.Split(',', 2);
                using HttpResponseMessage created = await http.PostAsJsonAsync(
                    $"{baseUri}/videos", new Dictionary<string, string> { ["model"] = "sora-2", ["prompt"] = cells[1].Trim('"') }, stop);
                JsonElement video = await created.Content.ReadFromJsonAsync<JsonElement>(stop);
                string address = $"{baseUri}/videos/{video.GetProperty("id").GetString()}";
                await http.GetByteArrayAsync(address, stop);
                await using Stream content = await http.GetStreamAsync($"{address}/content", stop);
                await using FileStream file = File.Create(Path.Combine(folder, $"{cells[0]}.mp4"));
                await content.CopyToAsync(file, stop);
            });
        return 0;
    }
}
