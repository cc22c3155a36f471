namespace SoraPS.Postgres;

/// <summary>Takes part in every transaction of a connection.</summary>
internal interface ITransactionObserver
{
    /// <summary>Runs at the beginning of each transaction, with its lock held.</summary>
    string Sql { get; }

    /// <summary>A transaction is about to begin.</summary>
    void Beginning();

    /// <summary>It has begun.</summary>
    /// <param name="changed">How many rows <see cref="Sql"/> changed.</param>
    void Begun(int changed);

    /// <summary>It is durable.</summary>
    void Committed();
}
