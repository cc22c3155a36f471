using System.Diagnostics;
using System.Globalization;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;

namespace SoraPS.Bench.Machines;

/// <summary>Claims of rows, as many at once as a line has create requests.</summary>
internal static class LedgerClaims
{
    private const int AtOnce = 32;

    /// <summary>SQL that fills a ledger with so many tasks that have ended, as years of use do.</summary>
    public static string Fill(int tasks) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        INSERT INTO tasks (request_id, id, provider, model, name, batch, row_key, prompt, state, created_at, path)
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {tasks})
        SELECT 'old-' || n, 'video-' || n, 'OpenAI', 'sora-2', 'row-' || n, 'batch ' || (n % 1000), 'key ' || n, 'A paper boat',
            'Succeeded', 1790000000000, '/videos/' || n || '.mp4' FROM numbers
        """);

    /// <summary>Claims so many rows of a new batch; gives the claims in a second.</summary>
    public static async Task<double> RateAsync(string place, int rows)
    {
        await using ILedger ledger = LedgerEngines.Open(PlaceOf(place));
        string batch = Guid.NewGuid().ToString("N");
        await ledger.BeginRunAsync(batch);
        IdempotencyKeys keys = new();
        IdempotencyKey[] all =
            [.. Enumerable.Range(0, rows).Select(row => keys.Of(batch, new VideoRequest { Prompt = "A paper boat", Name = $"row-{row}" }))];
        int next = -1;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            int row;
            while ((row = Interlocked.Increment(ref next)) < rows)
            {
                LedgerClaim claim = await ledger.ClaimAsync(NewTask(), all[row], Resubmit.None, batch);
                if (claim.Outcome is not ClaimOutcome.New)
                {
                    throw new InvalidOperationException($"A new row is {claim.Outcome}.");
                }
            }
        })));
        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>What the ledger's engines take, of what SORAPS_LEDGER takes.</summary>
    internal static string PlaceOf(string ledger) => ConnectionText.IsAddress(ledger) ? ConnectionText.ToPlace(ledger) : ledger;

    private static SoraTask NewTask() => new()
    {
        RequestId = Guid.CreateVersion7().ToString("N"),
        Provider = "OpenAI",
        Model = "sora-2",
        Prompt = "A paper boat",
        State = SoraTaskState.Submitting,
        CreatedAt = TimeProvider.System.GetUtcNow(),
    };
}
