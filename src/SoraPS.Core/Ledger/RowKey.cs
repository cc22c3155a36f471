namespace SoraPS.Core.Ledger;

/// <summary>What a row is known by, in this run and in the next (see <see cref="RowKeys"/>).</summary>
/// <param name="Batch">The batch it belongs to; upper and lower case are the same.</param>
/// <param name="Key">What tells it from the other rows of the batch.</param>
/// <param name="ContentHash">Hash of what it asks for.</param>
public sealed record RowKey(string Batch, string Key, string ContentHash);
