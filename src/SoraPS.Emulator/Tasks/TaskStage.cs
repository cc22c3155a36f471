namespace SoraPS.Emulator.Tasks;

/// <summary>Where a task is; dialects have their own words for it.</summary>
internal enum TaskStage
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}
