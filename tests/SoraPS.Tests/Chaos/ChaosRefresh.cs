using System.Globalization;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Refresh;
using SoraPS.Core.Stages;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Chaos;

/// <summary>What came of looking in the gateway's list for each row whose outcome is unknown.</summary>
internal sealed record ChaosRefresh
{
    /// <summary>Rows that were made, with the id of their task.</summary>
    public required IReadOnlyDictionary<string, string?> Found { get; init; }

    /// <summary>Rows of which it was told that they were most probably not made.</summary>
    public required IReadOnlySet<string> NotMade { get; init; }

    /// <summary>What each row has at the gateway.</summary>
    public required IReadOnlyDictionary<string, string?> Made { get; init; }

    public static async Task<ChaosRefresh> AtAsync(Batch batch)
    {
        using SoraClient client = new(ledgers: new LedgerSource(_ => SqliteLedger.Open(batch.Ledger)));
        client.Connections.Set(client.Connections.Choose(batch.Provider) with
        {
            BaseUri = batch.Emulator.BaseUri(batch.Provider),
            SessionKey = new ApiKey(batch.Emulator.Options.ApiKey),
        });
        IReadOnlyList<SoraTask> unknown;
        await using (SqliteLedger ledger = SqliteLedger.Open(batch.Ledger))
        {
            IReadOnlyList<SoraTask> all = await ledger.ListAsync(new LedgerQuery { Batch = Batch.Name });
            unknown = [.. all.GroupBy(task => task.Name).Select(row => row.Last()).Where(task => task.State is SoraTaskState.Unknown)];
        }

        PipelineResult result = new();
        await using RefreshStage look = client.Refresh(new RefreshOptions());
        Task listening = look.DrainAsync(happened => result.Note(happened, result.Ended.Add), CancellationToken.None);
        await look.FeedAsync(unknown.ToAsyncEnumerable(), CancellationToken.None);
        await listening.WaitAsync(TestPipeline.Timeout);
        return new ChaosRefresh
        {
            Found = result.Ended.ToDictionary(task => task.Name!, task => task.Id),
            NotMade = result.Errors
                .Where(one => one.Error.Message.Contains("most probably not made", StringComparison.Ordinal))
                .Select(one => Assert.IsType<SoraTask>(one.Target).Name!).ToHashSet(),
            Made = batch.Emulator.Tasks.ToDictionary(RowOf, task => (string?)task.Id),
        };
    }

    /// <summary>The name of the row that a task was made for (see tests/SoraPS.Tests.Child).</summary>
    public static string RowOf(EmulatedTask task) =>
        $"row-{int.Parse(task.Prompt.Split(' ')[^1], CultureInfo.InvariantCulture):000}";

    /// <summary>Fails unless each row was found if and only if it was made.</summary>
    public void Check(IReadOnlySet<string> unknown)
    {
        Assert.Equal(unknown.Order(), Found.Keys.Concat(NotMade).Order());
        Assert.All(Found, one => Assert.Equal(Made[one.Key], one.Value));
        Assert.All(NotMade, row => Assert.DoesNotContain(row, Made));
    }
}
