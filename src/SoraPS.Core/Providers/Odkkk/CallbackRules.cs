using System.Net;

namespace SoraPS.Core.Providers.Odkkk;

/// <summary>What odkkk documents about callback_url: HTTPS, at most 2048 characters, no internal IP address.</summary>
internal static class CallbackRules
{
    private const int LongestAddress = 2048;

    private static readonly IPNetwork[] s_internal =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("::/127"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>What is wrong with an address, one sentence each; nothing for none.</summary>
    internal static IEnumerable<string> Faults(Uri? callback)
    {
        if (callback is null)
        {
            yield break;
        }

        if (!callback.IsAbsoluteUri || callback.Scheme != Uri.UriSchemeHttps)
        {
            yield return "Odkkk calls back over https only.";
        }

        if (callback.OriginalString.Length > LongestAddress)
        {
            yield return "Odkkk takes callback addresses of at most 2048 characters.";
        }

        if (callback.IsAbsoluteUri && IsInternal(callback))
        {
            yield return "Odkkk does not call back to internal addresses such as 127.0.0.1 or 192.168.x.x.";
        }
    }

    private static bool IsInternal(Uri callback)
    {
        if (!IPAddress.TryParse(callback.DnsSafeHost, out IPAddress? address))
        {
            return callback.IsLoopback;
        }

        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return s_internal.Any(network => network.Contains(plain));
    }
}
