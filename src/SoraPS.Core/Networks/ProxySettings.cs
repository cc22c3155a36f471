using System.Net;

namespace SoraPS.Core.Networks;

/// <summary>The proxy of one connection, for its requests and downloads. Without one the environment or the system says.</summary>
/// <param name="Address">The proxy; null for the environment's or the system's.</param>
/// <param name="UseDefaultCredentials">Whether the proxy is told who this user is.</param>
public sealed record ProxySettings(Uri? Address, bool UseDefaultCredentials)
{
    private static int s_credentials;

    private readonly NetworkCredential? _credential;
    private readonly int _credentialNumber;

    /// <summary>A proxy with a user name and a password, which are shown nowhere.</summary>
    public ProxySettings(Uri? address, NetworkCredential credential)
        : this(address, UseDefaultCredentials: false)
    {
        _credential = credential;
        _credentialNumber = Interlocked.Increment(ref s_credentials);
    }

    /// <summary>A text that is the same for equal settings only. It contains a number in place of the credential.</summary>
    internal string Identity => $"{Address} {UseDefaultCredentials} {_credentialNumber}";

    /// <inheritdoc/>
    public override string ToString() => Address?.ToString() ?? "(environment)";

    internal void ApplyTo(SocketsHttpHandler handler)
    {
        ICredentials? credentials = UseDefaultCredentials ? CredentialCache.DefaultCredentials : _credential;
        if (Address is not null)
        {
            handler.Proxy = new WebProxy(Address) { Credentials = credentials };
        }
        else
        {
            handler.DefaultProxyCredentials = credentials;
        }
    }
}
