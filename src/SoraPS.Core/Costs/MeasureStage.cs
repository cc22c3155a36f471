using SoraPS.Core.Connections;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Costs;

/// <summary>
/// Checks rows as they would be checked before being sent, and at the end emits what they would cost. Nothing is sent.
/// </summary>
public sealed class MeasureStage : Stage<IVideoRow, SoraCost>
{
    private readonly StageServices _services;
    private readonly MeasureOptions _options;
    private readonly PriceBook _prices;
    private readonly CostSummary _summary = new();

    internal MeasureStage(StageServices services, MeasureOptions options)
        : base(default)
    {
        _services = services;
        _options = options;
        _prices = options.Prices ?? PriceBook.Load();
    }

    /// <inheritdoc/>
    protected override bool TryTake(IVideoRow item)
    {
        VideoRequest request = item.Request;
        try
        {
            Connection connection = _services.Connections.Choose(request.Provider ?? _options.Provider);
            QuotedRequest quoted = new(request, connection, _prices);
            quoted.Prepare();
            _summary.Add(quoted);
            EndItem();
        }
        catch (SoraException exception)
        {
            Fail(exception, request.Source ?? request);
        }

        return true;
    }

    /// <inheritdoc/>
    public override Task WaitToPostAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Complete()
    {
        Progress.IsInputComplete = true;
        // A stop comes from another thread, perhaps in the middle of a row.
        if (!Stopping.IsCancellationRequested)
        {
            foreach (SoraCost cost in _options.Total ? _summary.Totals : _summary.Groups)
            {
                Produce(cost);
            }
        }

        End();
    }

    /// <inheritdoc/>
    protected override Task WorkAsync() => Task.CompletedTask;
}
