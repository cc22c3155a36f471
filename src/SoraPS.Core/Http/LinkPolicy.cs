using System.Net;
using System.Net.Sockets;

namespace SoraPS.Core.Http;

/// <summary>Which addresses from a gateway's answer are followed: an answer must not lead into the user's own network.</summary>
public static class LinkPolicy
{
    /// <summary>Whether two addresses have the same scheme, host and port: only then may a key travel.</summary>
    public static bool SameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Why a link is not followed; null if it may be. A private address is followed only if the gateway's own is private too, and
    /// a secure link never leads to an insecure one.
    /// </summary>
    public static string? Refusal(Uri link, Uri gateway, Uri? from = null)
    {
        if (!link.IsAbsoluteUri || link.Scheme is not ("http" or "https"))
        {
            return "it is no http or https address";
        }

        if (link.UserInfo.Length > 0)
        {
            return "it carries a user name";
        }

        if (from?.Scheme == "https" && link.Scheme == "http")
        {
            return "it leads from a secure to an insecure address";
        }

        return IsPrivate(link) && !IsPrivate(gateway) ? $"it leads into a private network ({link.Host})" : null;
    }

    /// <summary>Whether the host is this machine or a private or link-local address, as far as its spelling tells.</summary>
    public static bool IsPrivate(Uri uri)
    {
        string host = uri.IdnHost.TrimEnd('.');
        if (host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || !host.Contains('.', StringComparison.Ordinal) && !host.Contains(':', StringComparison.Ordinal))
        {
            return true;
        }

        return IPAddress.TryParse(host, out IPAddress? address) && IsPrivate(address);
    }

    /// <summary>An address without its query, which may be a signature: fit for messages.</summary>
    public static string Shown(Uri uri) => uri.GetLeftPart(UriPartial.Path);

    private static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily is AddressFamily.InterNetworkV6)
        {
            return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal
                || address.Equals(IPAddress.IPv6Any);
        }

        byte[] b = address.GetAddressBytes();
        return b[0] is 0 or 10 or 127
            || (b[0] == 100 && b[1] is >= 64 and < 128)
            || (b[0] == 169 && b[1] == 254)
            || (b[0] == 172 && b[1] is >= 16 and < 32)
            || (b[0] == 192 && b[1] == 168);
    }
}
