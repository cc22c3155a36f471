using SoraPS.Core.Networks;

namespace SoraPS.Core.Callbacks;

/// <summary>Where callbacks arrive, as the listener and as gateways name it.</summary>
/// <param name="Prefix">The listener's name for it, with a slash at the end.</param>
/// <param name="Path">The path in it, with a slash at both ends.</param>
/// <param name="PublicUri">The gateways' name for it, with a slash at the end.</param>
public sealed record CallbackAddress(string Prefix, string Path, Uri PublicUri)
{
    private const string Scheme = "http://";

    // Room for the task and its token in the shortest limit that a gateway documents (Odkkk: 2048).
    private const int Longest = 1500;

    /// <summary>
    /// The prefix without its path. The runtime's own listener must hear of all paths: it answers what is outside a prefix by itself, and
    /// then, on a connection that a proxy keeps, sometimes the next request, too.
    /// </summary>
    public string Root => Prefix[..^(Path.Length - 1)];

    /// <summary>Whether gateways outside this network can reach it.</summary>
    public bool IsPublic => !CallbackRules.Faults(PublicUri, "").Any();

    /// <summary>Reads what a person gave.</summary>
    /// <exception cref="SoraException">InvalidRequest.</exception>
    public static CallbackAddress Of(string prefix, Uri? publicUri)
    {
        string whole = WithSlash(prefix.Trim());
        int path = whole.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? whole.IndexOf('/', Scheme.Length) : -1;
        if (path <= Scheme.Length || whole.AsSpan().ContainsAny("?#% "))
        {
            throw Refused("The prefix must be such as http://127.0.0.1:8787/; TLS is for the proxy or tunnel in front of it.");
        }

        if (publicUri is null && !Uri.TryCreate(whole, UriKind.Absolute, out publicUri))
        {
            throw Refused("A prefix for all addresses needs a public address that gateways are told.");
        }

        bool isAddress = publicUri is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            && (publicUri.Query + publicUri.Fragment + publicUri.UserInfo).Length == 0 && publicUri.OriginalString.Length <= Longest;
        return isAddress
            ? new CallbackAddress(whole, whole[path..], new Uri(WithSlash(publicUri.AbsoluteUri)))
            : throw Refused("The public address must be such as https://hooks.example.org/sora, without query, fragment or user.");
    }

    private static string WithSlash(string address) => address.EndsWith('/') ? address : address + "/";

    private static SoraException Refused(string why) => new(SoraErrorKind.InvalidRequest, why)
    {
        RecommendedAction = "Give -Prefix where to listen, and -PublicUri the address by which gateways reach it.",
    };
}
