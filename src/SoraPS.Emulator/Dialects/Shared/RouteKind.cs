namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>What a path asks for.</summary>
internal enum RouteKind
{
    Create,
    Status,
    Content,

    /// <summary>A page of the list of tasks: the dialect answers it itself.</summary>
    List,

    /// <summary>Balances, models and deletions: the dialect answers them itself.</summary>
    Extra,
}
