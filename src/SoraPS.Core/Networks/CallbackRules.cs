namespace SoraPS.Core.Networks;

/// <summary>What gateways that call back want of the address: https, and a host that they can reach.</summary>
internal static class CallbackRules
{
    /// <summary>What is wrong with an address, one sentence each; nothing for none.</summary>
    /// <param name="callback">The address, or null.</param>
    /// <param name="gateway">Who is to call it.</param>
    /// <param name="longest">Most characters that the gateway documents; null if it documents none.</param>
    public static IEnumerable<string> Faults(Uri? callback, string gateway, int? longest = null)
    {
        if (callback is null)
        {
            yield break;
        }

        if (callback.OriginalString.Length > longest)
        {
            yield return $"{gateway} takes callback addresses of at most {longest} characters.";
        }

        if (!callback.IsAbsoluteUri || callback.Scheme != Uri.UriSchemeHttps)
        {
            yield return $"{gateway} calls back over https only, to a whole address such as https://hooks.example.org/sora.";
        }

        if (!callback.IsAbsoluteUri)
        {
            yield break;
        }

        if (callback.UserInfo.Length > 0)
        {
            yield return $"{gateway} is not told a user name or password; leave them out of the callback address.";
        }

        if (PrivateNetworks.Contain(callback))
        {
            yield return $"{gateway} does not call back to internal addresses such as localhost, 127.0.0.1 or 192.168.x.x.";
        }
    }
}
