using SoraPS.Tests.Support;

namespace SoraPS.Tests.Chaos;

/// <summary>
/// One of several that run the same batch: a process that is started again whenever it ends, and its way to the database.
/// </summary>
internal sealed class Machine(Batch batch, string data, TimeSpan lease, Func<int, string> place, int server) : IDisposable
{
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(500);

    private readonly TcpProxy _proxy = new(server);
    private BatchProcess? _process;
    private int _isBusy;

    /// <summary>Runs the batch again and again until it is enough, and then to its end.</summary>
    public async Task RunAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using BatchProcess process = _process = BatchProcess.Start(batch with { Ledger = place(_proxy.Port) }, data, lease);
            await process.End;
            await Task.Delay(s_rest, CancellationToken.None);
        }
    }

    /// <summary>Ends its process as a power cut would.</summary>
    public Task KillAsync() => AloneAsync(process =>
    {
        process.Kill();
        return Task.CompletedTask;
    });

    /// <summary>Freezes its process for a time.</summary>
    public Task FreezeAsync(TimeSpan time) => AloneAsync(async process =>
    {
        process.Freeze(true);
        await Task.Delay(time);
        process.Freeze(false);
    });

    /// <summary>Lets nothing through to the database for a time.</summary>
    public Task HangAsync(TimeSpan time) => AloneAsync(async _ =>
    {
        _proxy.Hang(true);
        await Task.Delay(time);
        _proxy.Hang(false);
    });

    public void Dispose() => _proxy.Dispose();

    // One fault at a time: a process that is frozen is not killed before it has woken up.
    private async Task AloneAsync(Func<BatchProcess, Task> fault)
    {
        if (_process is { HasEnded: false } process && Interlocked.Exchange(ref _isBusy, 1) == 0)
        {
            try
            {
                await fault(process);
            }
            catch (InvalidOperationException)
            {
                // It came to its end just now.
            }

            _isBusy = 0;
        }
    }
}
