using System.Net;
using System.Net.Sockets;

namespace SoraPS.Core.Networks;

/// <summary>
/// Opens connections for links that a gateway gives, to public addresses only: a public name may lead into the user's network. What
/// was checked is what is connected to; the name is not looked up again.
/// </summary>
/// <param name="gateway">The gateway, whose own host may be anywhere: the user has named it.</param>
/// <param name="resolve">Looks a name up.</param>
internal sealed class PublicConnector(Uri gateway, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="SoraException">DownloadFailed: the host has no public address.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        DnsEndPoint to = context.DnsEndPoint;
        IPAddress[] found = await resolve(to.Host, ct).ConfigureAwait(false);
        IPAddress[] allowed = IsFree(to, context.InitialRequestMessage.RequestUri!)
            ? found
            : [.. found.Where(address => !PrivateNetworks.Contain(address))];
        if (allowed.Length == 0)
        {
            throw new SoraException(
                SoraErrorKind.DownloadFailed, $"A link is not followed, because it leads into a private network ({to.Host}).")
            {
                RecommendedAction = LinkPolicy.Advice,
            };
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, ct).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A proxy is the user's own, and looks up the name of the link itself.
    private bool IsFree(DnsEndPoint to, Uri link)
    {
        bool isProxy = !IsHost(to, link) || to.Port != link.Port;
        return isProxy || IsHost(to, gateway);
    }

    private static bool IsHost(DnsEndPoint to, Uri uri) => string.Equals(to.Host, uri.IdnHost, StringComparison.OrdinalIgnoreCase);
}
