using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Completion.Tasks;
using SoraPS.Core.Connections;
using SoraPS.Parameters;
using SoraPS.Parameters.Tasks;

namespace SoraPS.Pipeline;

/// <summary>Takes tasks as objects, or by the id, provider and other columns that they have in a CSV or another process.</summary>
public abstract class TaskStageCmdlet<TOut> : StageCmdlet<SoraTask, TOut>
{
    /// <summary>Parameter set of objects.</summary>
    protected const string ByTask = "Task";

    /// <summary>Parameter set of ids.</summary>
    protected const string ById = "Id";

    /// <summary>Help text of -InputObject.</summary>
    protected const string TasksHelp =
        "Tasks from New-SoraVideo or Get-SoraTask, videos from Save-SoraVideo, or rows of a CSV or JSON file with the columns of tasks.";

    /// <summary>The tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByTask, HelpMessage = TasksHelp)]
    [TaskRow]
    [Alias("Task")]
    public virtual SoraTask[] InputObject { get; set; } = [];

    /// <summary>The gateway's ids.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Task ids that the gateway assigned.")]
    [IdText]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public virtual string[] Id { get; set; } = [];

    /// <summary>The connection that made them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Provider that made the tasks. Default: the default provider, or else the only one that is ready to use.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public virtual string? Provider { get; set; }

    /// <summary>The model that was asked for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Model that was requested. Apixo needs it to find the task.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public virtual string? Model { get; set; }

    /// <summary>The row's own label.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ById,
        HelpMessage = "Your label for the row. It becomes the file name.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(NameCompleter))]
    public virtual string? Name { get; set; }

    /// <inheritdoc/>
    protected override void Check(SoraTask item) => Session.Client.GatewayOf(item.Provider);

    /// <summary>Asks for confirmation where the cmdlet changes something.</summary>
    protected virtual bool Confirms(SoraTask task) => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
        {
            Array.ForEach(Id, PostId);
        }
        else
        {
            Array.ForEach(InputObject, task => Try(task, () => PostConfirmed(task)));
        }
    }

    private void PostConfirmed(SoraTask task)
    {
        if (Confirms(task))
        {
            Post(task);
        }
    }

    private void PostId(string id)
    {
        try
        {
            Connection connection = Session.Client.Connections.Choose(Provider);
            PostConfirmed(new SoraTask
            {
                RequestId = "",
                Id = id,
                Provider = connection.Name,
                Model = Model ?? connection.UsualModel,
                Name = Name,
                State = SoraTaskState.Queued,
            });
        }
        catch (SoraException exception)
        {
            WriteFailure(exception, id);
        }
    }
}
