namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>What a path asks for.</summary>
internal enum RouteKind
{
    Create,
    Status,
    Content,

    /// <summary>Balances, lists and deletions: the dialect answers them itself.</summary>
    Extra,
}
