using System.Net;
using System.Net.Sockets;

namespace SoraPS.Core.Networks;

/// <summary>
/// Which hosts are not on the public internet: this machine, its networks, and what the registries of special-purpose addresses
/// (RFC 6890 and its updates) and names (RFC 6761, RFC 6762, RFC 8375) set apart. Links and callbacks are judged by the same rules.
/// </summary>
internal static class PrivateNetworks
{
    private static readonly IPNetwork[] s_setApart =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Teredo and other uses of the IETF, documentation, 6to4, documentation.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    // The only part of IPv6 that is given out for the public internet.
    private static readonly IPNetwork s_global = IPNetwork.Parse("2000::/3");

    // Where a network has no IPv4, its resolver gives public IPv4 addresses in this form (RFC 6052).
    private static readonly IPNetwork s_translated = IPNetwork.Parse("64:ff9b::/96");

    private static readonly string[] s_endings =
        [".localhost", ".local", ".localdomain", ".internal", ".intranet", ".private", ".corp", ".home", ".lan", ".home.arpa"];

    /// <summary>Whether a host is set apart, as far as its spelling tells: a public name may still lead to a private address.</summary>
    public static bool Contain(Uri uri)
    {
        string host = uri.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host, out IPAddress? address)
            ? Contain(address)
            : !host.Contains('.', StringComparison.Ordinal)
                || s_endings.Any(ending => host.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether an address is set apart.</summary>
    public static bool Contain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Contain(address.MapToIPv4());
        }

        if (s_translated.Contains(address))
        {
            return Contain(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        }

        return (address.AddressFamily is AddressFamily.InterNetworkV6 && !s_global.Contains(address))
            || s_setApart.Any(network => network.Contains(address));
    }
}
