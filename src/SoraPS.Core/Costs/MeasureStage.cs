using SoraPS.Core.Connections;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Costs;

/// <summary>
/// Checks rows as they would be checked before being sent, and at the end tells what they would cost. Nothing is sent.
/// </summary>
public sealed class MeasureStage : Stage<VideoRequest, SoraCost>
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
    protected override bool TryTake(VideoRequest item)
    {
        try
        {
            Connection connection = _services.Connections.Choose(item.Provider ?? _options.Provider);
            PreparedRequest request = RequestPreparation.Prepare(item, connection);
            _summary.Add(connection.Name, request.Model, _prices.QuoteOf(request, connection));
            EndItem();
        }
        catch (SoraException exception)
        {
            Fail(exception, item.Source ?? item);
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
