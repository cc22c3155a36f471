namespace SoraPS.Core.Requests;

/// <summary>What a row is known by, in this run and in the next (see <see cref="IdempotencyKeys"/>).</summary>
/// <param name="Batch">The batch it belongs to; upper and lower case are the same.</param>
/// <param name="Key">What distinguishes it from the other rows of the batch.</param>
/// <param name="ContentHash">Hash of what it asks for; null if that is not known, since its image is gone.</param>
public sealed record IdempotencyKey(string Batch, string Key, string? ContentHash)
{
    /// <summary>By what else ledgers may know it: earlier versions kept its text and the path of its image as they were given.</summary>
    internal IReadOnlyList<IdempotencyKey> Earlier { get; init; } = [];

    /// <summary>All places that a ledger may hold it in, the one that is written first.</summary>
    internal IEnumerable<(string Batch, string Key)> Places => Earlier.Prepend(this).Select(row => (row.Batch, row.Key)).Distinct();

    /// <summary>Whether it asks for what a task was made for.</summary>
    internal bool AsksFor(string? contentHash) =>
        ContentHash is null || ContentHash == contentHash || Earlier.Any(row => row.ContentHash == contentHash);
}
