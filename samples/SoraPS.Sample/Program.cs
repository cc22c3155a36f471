using SoraPS;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Gallery;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Sample;

// The pipeline of the README in C#: turns the rows of a CSV file into videos with the same three stages and the emulator.

if (args is not [string csv, string folder])
{
    Console.Error.WriteLine("usage: SoraPS.Sample <prompts.csv> <folder>");
    return 2;
}

await using VideoEmulator emulator = VideoEmulator.Start(new EmulatorOptions());
using SoraClient client = new(ledgers: new LedgerSource(_ => new NoLedger()));
client.Connections.Set(client.Connections.Choose("LinkModel") with
{
    BaseUri = emulator.BaseUri("LinkModel"),
    SessionKey = new ApiKey(emulator.Options.ApiKey),
    PollInterval = TimeSpan.FromMilliseconds(200),
});

await using SubmitStage submit = client.Submit(new SubmitOptions { Provider = "LinkModel" });
await using WaitStage wait = client.Wait(new WaitOptions());
await using SaveStage save = client.Save(new SaveOptions { Folder = Path.GetFullPath(folder), Force = true });

List<SoraVideo> videos = [];
int failures = 0;
IAsyncEnumerable<VideoRequest> rows = CsvRows.Read(csv).ToAsyncEnumerable();
await Task.WhenAll(
    submit.FeedAsync(rows, CancellationToken.None),
    submit.PipeAsync(wait, Emit, CancellationToken.None),
    wait.PipeAsync(save, Emit, CancellationToken.None),
    save.DrainAsync(Emit, CancellationToken.None)).ConfigureAwait(false);

videos.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
foreach (SoraVideo video in videos)
{
    Console.WriteLine($"{Path.GetFileName(video.Path),-24} {video.Length,8} bytes  {video.Task.Duration,3} s  {video.Sha256[..12]}");
}

GalleryFile gallery = new(Path.GetFullPath(Path.Combine(folder, "index.html")), force: false);
FileInfo page = gallery.Write("SoraPS demo", [.. videos.Select(video => video.Task)], client.Connections, client.Time.GetUtcNow());
Console.WriteLine($"{videos.Count} videos are in {Path.GetFullPath(folder)}");
Console.WriteLine($"Look at them in a browser: {page}");
return failures == 0 ? 0 : 1;

void Emit<T>(StageEvent<T> stageEvent)
{
    switch (stageEvent)
    {
        case StageEvent<T>.Produced { Item: SoraVideo video }:
            videos.Add(video);
            break;
        case StageEvent<T>.Failed failed:
            Interlocked.Increment(ref failures);
            Console.Error.WriteLine(failed.Error.Message);
            break;
        case StageEvent<T>.Warned warned:
            Console.Error.WriteLine(warned.Text);
            break;
    }
}
