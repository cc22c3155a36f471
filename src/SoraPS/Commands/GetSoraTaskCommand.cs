using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Completion.Tasks;
using SoraPS.Core.Ledger;
using SoraPS.Core.Refresh;
using SoraPS.Core.Stages;
using SoraPS.Parameters;
using SoraPS.Parameters.Tasks;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Lists the tasks that were written down, or asks the gateway about some of them once.</summary>
[Cmdlet(VerbsCommon.Get, "SoraTask", DefaultParameterSetName = Listing)]
[OutputType(typeof(SoraTask))]
public sealed class GetSoraTaskCommand : TaskStageCmdlet<SoraTask>
{
    private const string Listing = "List";
    private const string ByRequestId = "RequestId";

    /// <summary>The gateway's ids; by value only texts: a task is one as well, and neither is in the default parameter set.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Task ids that the gateway assigned.")]
    [IdText(OnlyTexts = true)]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public override string[] Id { get; set; } = [];

    /// <summary>Our own ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByRequestId,
        HelpMessage = "Request ids that SoraPS assigned. A request without an answer is searched for in the gateway's task list, if any.")]
    [ArgumentCompleter(typeof(RequestIdCompleter))]
    public string[] RequestId { get; set; } = [];

    /// <summary>The connection.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks of this provider.")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Provider that made the tasks. Default: the default provider, or else the only one that is ready to use.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public override string? Provider { get; set; }

    /// <summary>The model.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks of this model. Wildcards are allowed.")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Model that was requested. Apixo needs it to find the task.")]
    [SupportsWildcards]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public override string? Model { get; set; }

    /// <summary>The row's own label.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks of rows with this label. Wildcards are allowed.")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ById, HelpMessage = "Your label for the row.")]
    [SupportsWildcards]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(NameCompleter))]
    public override string? Name { get; set; }

    /// <summary>The batch.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists the tasks of this batch. Wildcards are allowed.")]
    [SupportsWildcards]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(BatchCompleter))]
    public string? Batch { get; set; }

    /// <summary>States.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks whose last known state is one of these.")]
    public SoraTaskState[] State { get; set; } = [];

    /// <summary>From when on.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks submitted at or after this time.")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Until when.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists tasks submitted before this time.")]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Earlier attempts, too.</summary>
    [Parameter(ParameterSetName = Listing,
        HelpMessage = "Also lists earlier attempts of rows that were submitted again. Without it, a row of a batch is one task.")]
    public SwitchParameter AllAttempts { get; set; }

    /// <summary>What is not done yet.</summary>
    [Parameter(ParameterSetName = Listing,
        HelpMessage = "Lists tasks that Wait-SoraTask or Save-SoraVideo can continue: those that have not ended or are not saved.")]
    public SwitchParameter Unfinished { get; set; }

    /// <summary>What nobody works on.</summary>
    [Parameter(ParameterSetName = Listing,
        HelpMessage = "Lists only tasks that no running command holds, in this session, in another process or on another machine.")]
    public SwitchParameter Free { get; set; }

    /// <summary>How many.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Maximum number of tasks to list, the oldest ones unless -Newest is given.")]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>How many not.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Number of tasks to skip at the beginning.")]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>The order.</summary>
    [Parameter(ParameterSetName = Listing, HelpMessage = "Lists the newest tasks first. Without it, the oldest come first.")]
    public SwitchParameter Newest { get; set; }

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
            Name = Name,
            Model = Model,
            Since = Since,
            Until = Until,

            // A task that its row has given up may still end with a video that was paid for.
            LatestAttempts = !AllAttempts && !Unfinished,
            NewestFirst = Newest,
            Unfinished = Unfinished,
            Free = Free,
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
