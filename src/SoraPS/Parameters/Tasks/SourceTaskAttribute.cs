using System.Management.Automation;

namespace SoraPS.Parameters.Tasks;

/// <summary>
/// Takes the video that a row is made from as a task, a video, an object with the columns of a task, or a task id. An empty cell is null.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SourceTaskAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Values.Unwrap(inputData);
        if (value is null or "" || (value is string blank && string.IsNullOrWhiteSpace(blank)))
        {
            return null;
        }

        SoraTask task = value switch
        {
            SoraTask known => known,
            string id => new SoraTask { RequestId = "", Provider = "", Id = id.Trim() },
            _ => TaskRow.Read(inputData) ?? throw BoundRow.Refused("It is no task, no video and no task id."),
        };
        return task.Id is not null ? task : throw BoundRow.Refused("The video has no task id: nothing can be made from it.");
    }
}
