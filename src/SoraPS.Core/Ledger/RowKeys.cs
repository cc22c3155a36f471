using System.Collections.Concurrent;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger;

/// <summary>
/// Gives each row of a run the key that it has in every run: its name, or else what it asks for and how many equal rows
/// came before it. One instance serves one run; rows must be asked about in the order in which they came.
/// </summary>
public sealed class RowKeys
{
    private readonly ConcurrentDictionary<(string Batch, string Hash), int> _seen = new();

    /// <summary>The key of the next row.</summary>
    public RowKey Of(string batch, VideoRequest row)
    {
        string name = batch.Trim();
        string hash = RowContent.Hash(row);
        if (!string.IsNullOrWhiteSpace(row.Name))
        {
            return new RowKey(name, $"name:{row.Name.Trim()}", hash);
        }

        int before = _seen.AddOrUpdate((name.ToUpperInvariant(), hash), 0, (_, count) => count + 1);
        return new RowKey(name, $"hash:{hash}:{before}", hash);
    }
}
