namespace SoraPS.Emulator.Tasks;

/// <summary>How a task will end; settled when it is made.</summary>
internal enum PlannedOutcome
{
    Succeed,
    ContentPolicy,
    Cancelled,
    NoCredit,
    ImageUnreachable,
}
