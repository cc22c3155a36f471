namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>Why a request is refused.</summary>
internal enum RefusalKind
{
    Invalid,
    BadKey,
    NoCredit,
    TaskNotFound,
    RouteNotFound,
    ModelNotFound,
    TooLarge,
    NotReady,
    LinkExpired,
    RateLimited,
    ServerError,
}
