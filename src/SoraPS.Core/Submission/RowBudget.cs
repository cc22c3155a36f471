using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Ledger;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Submission;

/// <summary>
/// What the rows of a run may cost: each reserves its cost in the order of the rows, so that the limit cuts them off at one place
/// however many are under way.
/// </summary>
internal sealed class RowBudget(SubmitOptions options)
{
    private readonly Sequencer _order = new();
    private readonly CostLimit? _limit = options.MaxCost is { } max
        ? new CostLimit(max, options.AllowsUnknownCost, options.Spent)
        : null;

    private readonly BatchCostLimit? _batchLimit = options.MaxBatchCost is { } most
        ? new BatchCostLimit(most, options.AllowsUnknownCost)
        : null;

    /// <summary>The prices that rows are quoted by.</summary>
    public PriceBook Prices { get; } =
        options.Prices ?? (options is { MaxCost: null, MaxBatchCost: null } ? PriceBook.Published : PriceBook.Load());

    /// <summary>Whether there is a limit.</summary>
    public bool IsLimited => _limit is not null || _batchLimit is not null;

    /// <summary>What the claim of a row at a connection must keep to; null for nothing.</summary>
    public ClaimLimits? LimitsAt(Connection connection) => options.MaxBatchCost is null && connection.ConcurrentTasks is null
        ? null
        : new ClaimLimits(options.MaxBatchCost, connection.ConcurrentTasks);

    /// <summary>The error of a row that the ledger did not allow, since its batch would cost too much.</summary>
    public SoraException Refuse(QuotedRequest quoted, LedgerClaim claim) => _batchLimit!.Close(quoted, claim.BatchCost ?? 0);

    /// <summary>Reserves the cost of a row once every earlier row has reserved its own, or needs none.</summary>
    /// <returns>What was reserved; null without a limit, and where the price is unknown and that is allowed.</returns>
    /// <exception cref="SoraException">CostLimitReached.</exception>
    public Task<CostReservation?> ReserveAsync(AdmittedRow row, QuotedRequest quoted, CancellationToken ct)
    {
        _batchLimit?.Check(quoted);
        return _limit is null ? Task.FromResult<CostReservation?>(null) : ReserveInOrderAsync(_limit, row, quoted, ct);
    }

    /// <summary>The row reserves nothing more; to be called for each at last.</summary>
    public void Release(AdmittedRow row) => _order.Release(row.Number);

    private async Task<CostReservation?> ReserveInOrderAsync(
        CostLimit limit, AdmittedRow row, QuotedRequest quoted, CancellationToken ct)
    {
        await _order.WaitAsync(row.Number, ct).ConfigureAwait(false);
        CostReservation? reserved = limit.Reserve(quoted);
        _order.Release(row.Number);
        return reserved;
    }
}
