using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Completion.Tasks;
using SoraPS.Core.Connections;
using SoraPS.Core.Gateways;
using SoraPS.Parameters;
using SoraPS.Parameters.Tasks;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Deletes tasks at the gateway, where it can, and from the ledger. Saved files stay.</summary>
[Cmdlet(VerbsCommon.Remove, "SoraTask", SupportsShouldProcess = true, DefaultParameterSetName = ByTask)]
[OutputType(typeof(void))]
public sealed class RemoveSoraTaskCommand : SoraCmdlet
{
    private const string ByTask = "Task";
    private const string ById = "Id";
    private const string ByRequestId = "RequestId";
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByTask,
        HelpMessage = "Tasks from Get-SoraTask, or videos from Save-SoraVideo.")]
    [TaskRow]
    [Alias("Task")]
    public SoraTask[] InputObject { get; set; } = [];

    /// <summary>The gateway's ids.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Task ids that the gateway assigned.")]
    [IdText]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The connection that made them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Provider that made the tasks. Default: the default provider, or else the only one that is ready to use.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <summary>Our own ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByRequestId, HelpMessage = "Request ids that SoraPS assigned.")]
    [ArgumentCompleter(typeof(RequestIdCompleter))]
    public string[] RequestId { get; set; } = [];

    /// <summary>Do not ask.</summary>
    [Parameter(HelpMessage = "Removes tasks without confirmation, even if they are unfinished, unsaved or of unknown outcome.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Ask no gateway.</summary>
    [Parameter(HelpMessage = "Removes tasks from the ledger only, and does not contact the gateway: for tasks of a provider that was "
        + "removed, and for old ones.")]
    public SwitchParameter LedgerOnly { get; set; }

    private bool IsConfirmOff =>
        MyInvocation.BoundParameters.TryGetValue("Confirm", out object? given) && !LanguagePrimitives.IsTrue(given);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case ByTask:
                Array.ForEach(InputObject, task => Try(task, () => Remove(task)));
                break;
            case ById:
                Array.ForEach(Id, id => Try(id, () => Remove(FindId(id))));
                break;
            default:
                Array.ForEach(RequestId, id => Try(id, () => Remove(FindRequest(id))));
                break;
        }
    }

    private SoraTask FindId(string id)
    {
        Connection connection = Session.Client.Connections.Choose(Provider);
        return Session.Ledger.Use(connection.BaseUri, ledger => ledger.FindAsync(connection.Name, id))
            ?? new SoraTask { RequestId = "", Id = id, Provider = connection.Name };
    }

    private static SoraTask FindRequest(string id) => Session.Ledger.FindRequest(id)
        ?? throw new SoraException(SoraErrorKind.TaskNotFound, $"The ledger has no request {id}.")
        {
            RecommendedAction = "Get-SoraTask lists what is in the ledger.",
        };

    private void Remove(SoraTask task)
    {
        if (!ShouldProcess(task.ToString(), "Remove task") || !IsAgreed(task))
        {
            return;
        }

        if (task.Id is not null && !LedgerOnly)
        {
            Gateway gateway = GatewayOf(task);
            if (!Await((log, ct) => gateway.DeleteAsync(task, log, ct)))
            {
                WriteVerbose($"{task}: there is nothing to delete at the gateway.");
            }
        }

        Uri? server = task.Endpoint ?? Session.Client.Connections.Find(task.Provider)?.BaseUri;
        Session.Ledger.Use(server, ledger => ledger.RemoveAsync(task.RequestId));
    }

    private static Gateway GatewayOf(SoraTask task)
    {
        try
        {
            return Session.Client.GatewayOf(task.Provider);
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.ProviderNotChosen)
        {
            throw new SoraException(exception.Kind, $"{task} was not removed. {exception.Message}", exception)
            {
                RecommendedAction = "-LedgerOnly removes the record of a task whose provider is gone.",
            };
        }
    }

    // What is not finished or not saved is paid for, and may be lost with its record.
    private bool IsAgreed(SoraTask task)
    {
        string? loss = task switch
        {
            { State: SoraTaskState.Succeeded, Path: null } => "Its video has not been saved.",
            { State: SoraTaskState.Unknown } => "It is not known whether it was made and charged.",
            _ when !task.IsEnded() => "It has not ended.",
            _ => null,
        };
        return Force || loss is null || IsConfirmOff
            || ShouldContinue($"{task}: {loss} Remove it anyway?", "Remove task", ref _yesToAll, ref _noToAll);
    }
}
