using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Ledger;
using SoraPS.Core.Refresh;
using SoraPS.Core.Stages;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Lists the tasks that were written down, or asks the gateway about some of them once.</summary>
[Cmdlet(VerbsCommon.Get, "SoraTask", DefaultParameterSetName = Listing)]
[OutputType(typeof(SoraTask))]
public sealed class GetSoraTaskCommand : TaskStageCmdlet<SoraTask>
{
    private const string Listing = "List";
    private const string ByRequestId = "RequestId";

    /// <summary>Our own ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByRequestId,
        HelpMessage = "SoraPS's own ids of requests. One that was never answered is looked for in the gateway's list, where it has one.")]
    public string[] RequestId { get; set; } = [];

    /// <summary>The connection.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks of this provider.")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Name of the provider that made them; without it the default one, else the only one that has a key.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public override string? Provider { get; set; }

    /// <summary>The batch.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists the tasks of a batch; wildcards are allowed.")]
    [SupportsWildcards]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(BatchCompleter))]
    public string? Batch { get; set; }

    /// <summary>States.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks in these states, as they were last seen.")]
    public SoraTaskState[] State { get; set; } = [];

    /// <summary>From when on.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks made at or after this time.")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>What is not done yet.</summary>
    [Parameter(ParameterSetName = Listing,
        HelpMessage = "Lists what Wait-SoraTask and Save-SoraVideo bring further: tasks that have not ended, or whose video is not saved.")]
    public SwitchParameter Unfinished { get; set; }

    /// <summary>How many.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists no more than this many.")]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>How many not.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Leaves out this many of the oldest.")]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <inheritdoc/>
    protected override Stage<SoraTask, SoraTask> Open() => Session.Client.Refresh(new RefreshOptions { Detail = Detail });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case Listing:
                Try(null, List);
                break;
            case ByRequestId:
                foreach (string id in RequestId)
                {
                    Try(id, () => Find(id));
                }

                break;
            default:
                base.ProcessRecord();
                break;
        }
    }

    private void List()
    {
        LedgerQuery query = new()
        {
            Batch = Batch,
            States = State,
            Provider = Provider,
            Since = Since,
            Unfinished = Unfinished,
            First = First,
            Skip = Skip,
        };
        WriteObject(Session.Ledger.List(query), enumerateCollection: true);
    }

    private void Find(string requestId)
    {
        SoraTask task = Session.Ledger.FindRequest(requestId)
            ?? throw new SoraException(SoraErrorKind.TaskNotFound, $"The ledger has no request {requestId}.")
            {
                RecommendedAction = "Get-SoraLedger shows which ledger is in use; Get-SoraTask lists what is in it.",
            };
        if (task.State is SoraTaskState.Unknown)
        {
            Post(task);
        }
        else
        {
            WriteObject(task);
        }
    }
}
