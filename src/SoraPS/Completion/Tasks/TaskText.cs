using SoraPS.Core.Stages;
using SoraPS.Views;

namespace SoraPS.Completion.Tasks;

/// <summary>A task in a line.</summary>
internal static class TaskText
{
    private const int MaxTitle = 60;

    /// <summary>Provider, state, age, and the label or the beginning of the prompt.</summary>
    public static string Of(SoraTask task) =>
        $"{task.Provider}, {task.State}, {ViewText.Ago(task.CreatedAt)}: {RowTitle.Line(task.Name ?? task.Prompt ?? "", MaxTitle)}";
}
