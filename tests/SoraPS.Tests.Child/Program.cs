using System.Globalization;
using SoraPS;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;

// A process of its own that tests may kill: a batch through the line, as the cmdlets host it. Each thing that happens is
// a line of its output: a word for what it is, the row's name, and more.

if (args is not [string provider, string baseUri, string key, string ledger, string folder, string batch, string count, .. string[] more])
{
    Console.Error.WriteLine(
        "usage: <provider> <base address> <key> <ledger> <folder> <batch> <rows> [force] [held] [<seconds of the lease>]");
    return 2;
}

if (more is [.., var last] && double.TryParse(last, CultureInfo.InvariantCulture, out double lease))
{
    AppContext.SetData("SoraPS.LedgerLease", TimeSpan.FromSeconds(lease));
}

using SoraClient client = new(ledgers: new LedgerSource(_ => LedgerEngines.Open(ledger)));
client.Connections.Set(client.Connections.Choose(provider) with
{
    BaseUri = new Uri(baseUri),
    SessionKey = new ApiKey(key),
    PollInterval = TimeSpan.FromMilliseconds(100),
});
if (more.Contains("held"))
{
    Console.WriteLine("ready to begin");
    await Console.In.ReadLineAsync();
}

Resubmit resubmit = more is ["force", ..] ? Resubmit.Unknown : Resubmit.None;
await using SubmitStage submit = client.Submit(new SubmitOptions { Provider = provider, Throttle = 2, Resubmit = resubmit });
await using WaitStage wait = client.Wait(new WaitOptions());
await using SaveStage save = client.Save(new SaveOptions { Folder = folder, Throttle = 4 });
await Task.WhenAll(
    submit.FeedAsync(ReadRowsAsync(), CancellationToken.None),
    submit.PipeAsync(wait, happened => Emit(happened, task => $"task {task.Name} {task.Id}"), CancellationToken.None),
    wait.PipeAsync(save, happened => Emit(happened, task => $"ended {task.Name} {task.State}"), CancellationToken.None),
    save.DrainAsync(happened => Emit(happened, file => $"video {file.Task.Name} {file.Path}"), CancellationToken.None));
return 0;

// They come one by one, as from a source that is being read: a killed process then has few of them on their way.
async IAsyncEnumerable<VideoRequest> ReadRowsAsync()
{
    for (int index = 0; index < int.Parse(count, CultureInfo.InvariantCulture); index++)
    {
        string prompt = $"A paper boat, take {index}";
        yield return new VideoRequest { Prompt = prompt, Name = $"row-{index:000}", Batch = batch };
        await Task.Delay(6);
    }
}

static void Emit<T>(StageEvent<T> happened, Func<T, string> describe)
{
    string? line = happened switch
    {
        StageEvent<T>.Produced made => describe(made.Item),
        StageEvent<T>.Failed { Error: SoraException error, Target: SoraTask task } =>
            $"error {task.Name} {error.Kind} {error.Message}",
        StageEvent<T>.Failed failed => $"error ? {failed.Error}",
        StageEvent<T>.Warned warned => $"warning ? {warned.Text}",
        _ => null,
    };
    if (line is not null)
    {
        Console.WriteLine(line.ReplaceLineEndings(" "));
    }
}
