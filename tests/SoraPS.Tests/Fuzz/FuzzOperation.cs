namespace SoraPS.Tests.Fuzz;

/// <summary>What an answer answers.</summary>
public enum FuzzOperation
{
    Create,
    Status,
    List,
    Models,
    CheckKey,
    Delete,
}
