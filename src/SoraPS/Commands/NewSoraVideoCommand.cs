using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;
using SoraPS.Core.Runs;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Submits one paid task per input row and emits each as soon as the gateway has accepted it.</summary>
[Cmdlet(VerbsCommon.New, "SoraVideo", SupportsShouldProcess = true)]
[OutputType(typeof(SoraTask), typeof(Job))]
public sealed class NewSoraVideoCommand : RowStageCmdlet<SoraTask>
{
    private const string AllFailed = "Failed";
    private const int MaxTitle = 60;

    private readonly CostSummary _shown = new();
    private PriceBook _prices = PriceBook.Published;
    private CostLimit? _limitShown;
    private readonly Dictionary<string, CostLimit> _batchLimitsShown = new(StringComparer.OrdinalIgnoreCase);
    private BatchPreview? _preview;

    /// <summary>The most that the rows may cost.</summary>
    [Parameter(HelpMessage = "Maximum total cost of the rows, in the currency of their prices. "
        + "The first row that would exceed it and all later rows give an error and are not sent.")]
    [ValidateRange(0.0, 1e9)]
    public decimal? MaxCost { get; set; }

    /// <summary>What -MaxCost is for.</summary>
    [Parameter(HelpMessage = "What -MaxCost limits: Command, or all that the ledger knows of since the beginning of the local Day or "
        + "Month. Default: Command.")]
    [ValidateSet(CostPeriod.Command, CostPeriod.Day, CostPeriod.Month)]
    public string Per { get; set; } = CostPeriod.Command;

    /// <summary>The most that the batch may cost.</summary>
    [Parameter(HelpMessage = "Maximum total cost of the batch over all runs and machines that use the ledger, in the currency of the "
        + "rows' prices. The first row that would exceed it and all later rows give an error and are not sent. Needs -Batch.")]
    [ValidateRange(0.0, 1e9)]
    public decimal? MaxBatchCost { get; set; }

    /// <summary>The batch.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Batch that the rows belong to. Each row of a batch is submitted and paid for once; "
            + "later runs return its existing task.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(BatchCompleter))]
    public string? Batch { get; set; }

    /// <summary>Send what ended without a video once more.</summary>
    [Parameter(HelpMessage = "Resubmits, and pays again for, rows of the batch whose task ended without a video. Failed: all of them "
        + "except those that moderation rejected. Reasons, such as TaskFailed or ContentRejected: only those. Needs -Batch.")]
    [ValidateSet(
        AllFailed, nameof(SoraErrorKind.TaskFailed), nameof(SoraErrorKind.TaskExpired), nameof(SoraErrorKind.ContentRejected),
        nameof(SoraErrorKind.QuotaExceeded), nameof(SoraErrorKind.RateLimited), nameof(SoraErrorKind.InvalidRequest),
        nameof(SoraErrorKind.ModelUnavailable), nameof(SoraErrorKind.GatewayUnavailable))]
    public string[] Retry { get; set; } = [];

    /// <summary>Take the risk.</summary>
    [Parameter(HelpMessage = "Resubmits rows of the batch whose outcome is unknown. Also sends rows whose text was probably "
        + "misread and, with -MaxCost or -MaxBatchCost, rows whose price is unknown. Needs -Batch or -MaxCost.")]
    public SwitchParameter Force { get; set; }

    /// <summary>How many at once.</summary>
    [Parameter(HelpMessage = "Maximum number of concurrent create requests, 1 to 256. Default: 32.")]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>In the background.</summary>
    [Parameter(HelpMessage = AsJobHelp)]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Submitting videos";

    /// <inheritdoc/>
    protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override RunStep? Step => RunStep.Submit;

    /// <inheritdoc/>
    protected override bool AllowsOddText => Force;

    // What they say of address, proxy and default decides what a row costs and who sees it.
    /// <inheritdoc/>
    protected override bool NeedsSettings => true;

    private Resubmit Resubmit =>
        Retry.Aggregate(Force ? Resubmit.Unknown : Resubmit.None, (all, reason) => all | ReasonOf(reason));

    /// <inheritdoc/>
    protected override Stage<IVideoRow, SoraTask> Open()
    {
        _prices = PriceBook.Load();
        _preview = IsWhatIf || AsJob ? new BatchPreview(Resubmit) : null;
        IReadOnlyDictionary<string, decimal>? spent = MaxCost is null ? null : CostPeriod.Spent(Per);
        _limitShown = IsWhatIf && MaxCost is { } max ? new CostLimit(max, Force, spent) : null;
        return Session.Client.Submit(new SubmitOptions
        {
            Provider = Provider,
            Throttle = ThrottleLimit,
            MaxCost = MaxCost,
            MaxBatchCost = MaxBatchCost,
            Spent = spent,
            Prices = _prices,
            AllowsUnknownCost = Force,
            Resubmit = Resubmit,
            IsTrial = IsWhatIf,
            Run = LedgerRun,
            Detail = Detail,
        });
    }

    /// <inheritdoc/>
    protected override void CheckProvider(string? name)
    {
        // A vault may take its time: Ctrl+C must not wait for it.
        Gateway gateway = Session.Client.GatewayOf(name);
        Await((_, ct) => Task.Run(gateway.RequireKey, ct).WaitAsync(ct));
    }

    /// <inheritdoc/>
    protected override void ProcessRow(VideoRequest row)
    {
        RequireBatch();
        NoteInRun(Batch, null);

        // In a batch whose name was misread, every row would be new, and paid for again.
        row = row with { Batch = Checked(nameof(Batch), Batch) };
        if (IsWhatIf && _preview?.IsSubmitted(row) is true)
        {
            ShouldProcess(Short(row), "Give back the task that was submitted before, for nothing");
            return;
        }

        Connection connection = Session.Client.Connections.Choose(row.Provider);
        QuotedRequest quoted = new(row with { Provider = connection.Name }, connection, _prices);
        if (IsWhatIf)
        {
            Count(quoted);
        }

        string cost = quoted.Quote is null ? "(price unknown)" : $"for {quoted.Quote}";
        if (ShouldProcess($"{connection.Name}: {Short(row)}", $"Submit a paid task {cost}"))
        {
            Post(quoted);
        }
    }

    /// <inheritdoc/>
    protected override void Check(IVideoRow item)
    {
        // A row that was sent before needs no key and no image any more.
        if (item is QuotedRequest quoted && _preview?.IsSubmitted(quoted.Request) is not true)
        {
            Session.Client.GatewayOf(quoted.Connection.Name).RequireKey();
            quoted.Prepare();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (IsWhatIf && _shown.Totals is { Count: > 0 } totals)
        {
            // Writes its line as -WhatIf writes all others.
            ShouldProcess($"In all: {string.Join("; ", totals)}.", "", "");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _preview?.Dispose();
        base.Dispose(disposing);
    }

    // Without a batch no row is known to have been sent before: the switch would do nothing, and every row would be paid for.
    private void RequireBatch()
    {
        if (Batch is null && MaxBatchCost is not null)
        {
            Terminate(new SoraException(
                SoraErrorKind.InvalidRequest,
                $"{BatchCostLimit.Parameter} limits what a batch costs, and no -Batch is given. Nothing was sent.")
            {
                RecommendedAction = "Give the -Batch, or use -MaxCost to limit what the command costs.",
            });
        }

        string? useless = Batch is not null ? null : Retry.Length > 0 ? "-Retry" : Force && MaxCost is null ? "-Force" : null;
        if (useless is not null)
        {
            string other = useless == "-Force" ? ", add -MaxCost to send rows of unknown price" : "";
            Terminate(new SoraException(
                SoraErrorKind.InvalidRequest,
                $"{useless} is about rows that were submitted before, and without -Batch none is known. Nothing was sent.")
            {
                RecommendedAction = $"Give the -Batch that the rows were submitted with{other}, or leave {useless} out: "
                    + "every row is then sent and paid for.",
            });
        }
    }

    private static Resubmit ReasonOf(string reason) =>
        reason.Equals(AllFailed, StringComparison.OrdinalIgnoreCase)
            ? Resubmit.Failed
            : ResubmitRules.Of(Enum.Parse<SoraErrorKind>(reason, ignoreCase: true));

    // What the stage would refuse is refused here: with -WhatIf no row gets as far as that.
    private void Count(QuotedRequest row)
    {
        row.Prepare();
        _limitShown?.Reserve(row);
        if (MaxBatchCost is { } max && row.Request.Batch is { } batch)
        {
            if (!_batchLimitsShown.TryGetValue(batch, out CostLimit? limit))
            {
                _batchLimitsShown[batch] = limit = new CostLimit(max, Force, CostPeriod.SpentOn(batch), BatchCostLimit.Parameter);
            }

            limit.Reserve(row);
        }

        _shown.Add(row);
    }

    private static string Short(VideoRequest request)
    {
        string prompt = RowTitle.Line(request.Prompt, MaxTitle);
        return request.Name is null ? prompt : $"{RowTitle.Line(request.Name, MaxTitle)}: {prompt}";
    }
}
