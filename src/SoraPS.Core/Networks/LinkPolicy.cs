namespace SoraPS.Core.Networks;

/// <summary>Which addresses from a gateway's answer are followed: an answer must not lead into the user's own network.</summary>
public static class LinkPolicy
{
    /// <summary>What to do about a link that is not followed.</summary>
    public const string Advice =
        "If the gateway is yours, give it a base address that is in the same network by its name, such as http://gpubox:8091/v1.";

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

        return PrivateNetworks.Contain(link) && !PrivateNetworks.Contain(gateway)
            ? $"it leads into a private network ({link.IdnHost})"
            : null;
    }
}
