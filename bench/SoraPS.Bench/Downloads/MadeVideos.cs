using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Downloads;

/// <summary>Videos that lie at an emulator, ready to be fetched from an address that leads there.</summary>
internal sealed class MadeVideos(Uri baseUri, long size, IReadOnlyList<MadeVideo> all)
{
    public Uri BaseUri => baseUri;

    public IReadOnlyList<MadeVideo> All => all;

    /// <summary>Bytes of all together.</summary>
    public long Bytes => size * all.Count;

    /// <summary>Has videos made, and fetches each once to know its hash.</summary>
    public static async Task<MadeVideos> MakeAsync(EmulatorProcess emulator, int count, long size)
    {
        using HttpClient http = new() { BaseAddress = new Uri($"{emulator.BaseUri}/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", EmulatorProcess.ApiKey);
        List<MadeVideo> made = [];
        for (int row = 0; row < count; row++)
        {
            using HttpResponseMessage answer = await http.PostAsJsonAsync(
                "videos", new { model = "sora-2", prompt = $"A paper boat, take {row}" });
            JsonElement task = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
            string id = task.GetProperty("id").GetString()!;
            await http.GetStringAsync(new Uri($"videos/{id}", UriKind.Relative));
            await using Stream video = await http.GetStreamAsync(new Uri($"videos/{id}/content", UriKind.Relative));
            made.Add(new MadeVideo($"row-{row}", id, Convert.ToHexStringLower(await SHA256.HashDataAsync(video))));
        }

        return new MadeVideos(emulator.BaseUri, size, made);
    }

    /// <summary>The same, by another way.</summary>
    public MadeVideos By(ServingProcess line) => new(line.BaseUri, size, all);

    /// <summary>The address of a video.</summary>
    public string UriOf(MadeVideo video) => $"{baseUri}/videos/{video.Id}/content";

    /// <summary>Checks that a folder holds them all, to the byte.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public async Task CheckAsync(string folder)
    {
        foreach (MadeVideo video in all)
        {
            await using FileStream file = File.OpenRead(Path.Combine(folder, $"{video.Name}.mp4"));
            if (file.Length != size || Convert.ToHexStringLower(await SHA256.HashDataAsync(file)) != video.Sha256)
            {
                throw new InvalidOperationException($"{file.Name} is not the video that was made.");
            }
        }
    }
}
