using System.Management.Automation;

namespace SoraPS.Parameters.Tasks;

/// <summary>
/// Takes tasks also as what a CSV, JSON or another process leaves of them: objects with a task's columns, not its type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TaskRowAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Values.Unwrap(inputData) is object[] items ? Array.ConvertAll(items, TaskOrItem) : TaskOrItem(inputData);

    private static object TaskOrItem(object item) => TaskRow.Read(item) ?? item;
}
