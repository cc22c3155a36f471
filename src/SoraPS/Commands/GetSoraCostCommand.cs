using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Costs;
using SoraPS.Core.Ledger;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Tells from the ledger what was spent, by day, provider, model or batch.</summary>
[Cmdlet(VerbsCommon.Get, "SoraCost")]
[OutputType(typeof(SoraExpense))]
public sealed class GetSoraCostCommand : SoraCmdlet
{
    private const string Day = "Day";

    /// <summary>What to group by.</summary>
    [Parameter(Position = 0, HelpMessage = "Groups the tasks by any of Day, Provider, Model and Batch. Default: one total per currency.")]
    [ValidateSet(Day, nameof(Provider), nameof(Model), nameof(Batch))]
    public string[] By { get; set; } = [];

    /// <summary>From when on.</summary>
    [Parameter(HelpMessage = "Counts tasks submitted at or after this time.")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Until when.</summary>
    [Parameter(HelpMessage = "Counts tasks submitted before this time.")]
    public DateTimeOffset? Until { get; set; }

    /// <summary>The connection.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Counts tasks of this provider.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <summary>The model.</summary>
    [Parameter(HelpMessage = "Counts tasks of this model. Wildcards are allowed.")]
    [SupportsWildcards]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>The batch.</summary>
    [Parameter(HelpMessage = "Counts tasks of this batch. Wildcards are allowed.")]
    [SupportsWildcards]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(BatchCompleter))]
    public string? Batch { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(null, () =>
    {
        LedgerQuery query = new() { Since = Since, Until = Until, Provider = Provider, Model = Model, Batch = Batch };
        WriteObject(ExpenseReport.Of(Session.Ledger.List(query), GroupOf), enumerateCollection: true);
    });

    private SoraExpense GroupOf(SoraTask task) => new()
    {
        Tasks = 0,
        Day = IsBy(Day) ? DateOnly.FromDateTime((task.SubmittedAt ?? task.CreatedAt).LocalDateTime) : null,
        Provider = IsBy(nameof(Provider)) ? task.Provider : null,
        Model = IsBy(nameof(Model)) ? task.Model : null,
        Batch = IsBy(nameof(Batch)) ? task.Batch : null,
    };

    private bool IsBy(string name) => By.Contains(name, StringComparer.OrdinalIgnoreCase);
}
