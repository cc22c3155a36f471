namespace SoraPS.Core.Submission;

/// <summary>A claimed row was not sent, since others had taken its claim for one of a dead process.</summary>
internal sealed class ClaimLostException : Exception;
