using SoraPS.Core;
using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Store;
using SoraPS.Tests.Ledger;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Callbacks;

/// <summary>A callback that one machine takes reaches the one that waits, over the ledger that both share.</summary>
public sealed class SharedCallbackTests() : LedgerFixture(isPostgres: true)
{
    private static readonly ApiKey s_secret = new("some-secret-of-all-machines");

    [PostgresFact]
    public async Task The_machine_that_waits_hears_what_another_one_was_told()
    {
        using SoraClient taker = new(ledgers: Source());
        string prefix = $"http://127.0.0.1:{RawServer.FreePort()}/";
        taker.Callbacks.Start(new CallbackOptions { Prefix = prefix, WebhookSecret = s_secret });
        await using TestPipeline waiter = new(new() { GenerationTime = TimeSpan.FromSeconds(1) }, ledgers: Source());
        waiter.Client.Connections.Set(
            waiter.Client.Connections.Find("Apixo")! with { PollInterval = TimeSpan.FromSeconds(10) });
        waiter.Client.Callbacks.Start(new CallbackOptions
        {
            Prefix = $"http://127.0.0.1:{RawServer.FreePort()}/",
            PublicUri = new Uri(prefix),
            WebhookSecret = s_secret,
        });

        // Without a hint, each task would be polled after more than a minute.
        PipelineResult result = await waiter.RunAsync("Apixo", TestPipeline.Rows(10));

        Assert.Equal(10, result.AssertNoErrors().Videos.Count);
        Assert.Equal(10, taker.Callbacks.Receiver!.Taken);
        Assert.Equal(0, waiter.Client.Callbacks.Receiver!.Taken);
        Assert.Equal(10, waiter.Emulator.Counters.Polls);
        await taker.Callbacks.StopAsync();
    }

    [PostgresFact]
    public async Task What_is_told_is_heard_on_that_ledger_until_nobody_listens()
    {
        using TestLedger other = new(isPostgres: true);
        await using StoredLedger teller = Ledger.Open();
        await using StoredLedger hearer = Ledger.Open();
        await using StoredLedger stranger = other.Open();
        List<string> heard = [];
        List<string> strange = [];
        string name = Ledger.Place[(Ledger.Place.LastIndexOf('=') + 1)..];
        int before = PostgresServer.ConnectionsOf(name);
        IDisposable first = Listen(hearer, heard);
        using (Listen(hearer, heard))
        using (Listen(stranger, strange))
        {
            await TellUntilAsync(teller, "task-1", () => Count(heard) >= 2);
            Assert.Equal(before + 1, PostgresServer.ConnectionsOf(name));
            first.Dispose();
        }

        Assert.Equal(["task-1"], heard.Distinct());
        Assert.Empty(strange);
        await Eventually.TrueAsync(() => PostgresServer.ConnectionsOf(name) <= before, "the end of the connection");
    }

    [PostgresFact]
    public async Task A_connection_that_is_cut_is_made_again()
    {
        await using StoredLedger ledger = Ledger.Open();
        List<string> heard = [];
        using IDisposable listening = Listen(ledger, heard);
        await HearAsync("one");
        PostgresServer.Execute(
            Ledger.Place[ConnectionText.Scheme.Length..],
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND query LIKE '%soraps_%'");
        await HearAsync("another");

        Task HearAsync(string text) => TellUntilAsync(ledger, text, () =>
        {
            lock (heard)
            {
                return heard.Contains(text);
            }
        });
    }

    // Again and again: nobody knows when a listener has begun to listen.
    private static Task TellUntilAsync(StoredLedger ledger, string text, Func<bool> isHeard)
    {
        Task told = Task.CompletedTask;
        return Eventually.TrueAsync(
            () =>
            {
                told = told.IsCompleted ? ((IServerLedger)ledger).TellAsync(text) : told;
                return isHeard();
            },
            text);
    }

    private static IDisposable Listen(StoredLedger ledger, List<string> heard) => ((IServerLedger)ledger).Listen(text =>
    {
        lock (heard)
        {
            heard.Add(text);
        }
    });

    private static int Count(List<string> heard)
    {
        lock (heard)
        {
            return heard.Count;
        }
    }

    private LedgerSource Source()
    {
        LedgerSource source = new();
        source.Use(Ledger.Place);
        return source;
    }
}
