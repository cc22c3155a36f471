using System.Globalization;
using Microsoft.Data.Sqlite;
using SoraPS.Bench.Results;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;

namespace SoraPS.Bench.Machines;

/// <summary>What a claim costs in a ledger of few tasks and in one of many.</summary>
internal static class LedgerSizes
{
    /// <summary>The measure.</summary>
    public const string Rate = "claims/s";

    private const int Few = 1_000;
    private const int Many = 1_000_000;

    /// <summary>Claims rows in ledgers of both sizes, in turns.</summary>
    public static async Task<List<Contender>> MeasureAsync(
        List<(string Kind, Func<string> NewLedger)> kinds, DatabaseServer? server)
    {
        List<(string Name, string Place, List<Dictionary<string, double>> Runs)> all = [];
        foreach ((string kind, Func<string> newLedger) in kinds)
        {
            foreach (int tasks in new[] { Few, Many })
            {
                string place = newLedger();
                await FillAsync(place, tasks, server);
                all.Add((string.Create(CultureInfo.InvariantCulture, $"claims, {kind}, {tasks:N0} tasks"), place, []));
            }
        }

        for (int run = 0; run < Scale.Runs(9); run++)
        {
            foreach ((string name, string place, List<Dictionary<string, double>> runs) in all)
            {
                double rate = await LedgerClaims.RateAsync(place, rows: 4_000);
                runs.Add(new() { [Rate] = rate, ["µs per claim"] = 1e6 / rate });
                Console.WriteLine($"{name}: {rate:0} {Rate}");
            }
        }

        return [.. all.Select(one => new Contender(one.Name, one.Runs))];
    }

    private static async Task FillAsync(string place, int tasks, DatabaseServer? server)
    {
        string sql = LedgerClaims.Fill(tasks);
        await using (ILedger made = LedgerEngines.Open(LedgerClaims.PlaceOf(place)))
        {
            await made.BatchesAsync();
        }

        if (ConnectionText.IsAddress(place))
        {
            string schema = place[(place.LastIndexOf('=') + 1)..];
            server!.Run($"SET search_path = {schema}; {sql}");
            server.Run($"VACUUM ANALYZE {schema}.tasks");
            server.Run("CHECKPOINT");
            return;
        }

        await using SqliteConnection connection = new($"Data Source={place};Pooling=false");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
