namespace SoraPS.Core.Ledger.Database;

/// <summary>What a ledger's columns and parameters hold.</summary>
internal enum ColumnType
{
    /// <summary>A text, or null.</summary>
    Text,

    /// <summary>A whole number as a long, or null.</summary>
    Number,

    /// <summary>Several texts, one for each of several rows; for a database that <see cref="LedgerDatabase.HasArrays"/>.</summary>
    Texts,

    /// <summary>Several whole numbers, likewise.</summary>
    Numbers,
}
