using SoraPS.Core.Networks;

namespace SoraPS.Core.Http.Clients;

/// <summary>Where a named client leads.</summary>
/// <param name="Name">Name of the client, which identifies all of the following.</param>
/// <param name="Proxy">The proxy; null for the environment's or the system's.</param>
/// <param name="FilesOf">The gateway whose links to files it follows; null for a gateway's own client.</param>
internal sealed record ClientRoute(string Name, ProxySettings? Proxy, Uri? FilesOf)
{
    /// <summary>Answers in place of the network; null for the network.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
