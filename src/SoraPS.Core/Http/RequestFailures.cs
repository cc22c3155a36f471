using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Polly.Timeout;

namespace SoraPS.Core.Http;

/// <summary>What a failed HTTP attempt tells about whether the gateway can have seen the request.</summary>
internal static class RequestFailures
{
    /// <summary>What to do about a 407, whether the proxy answered the request itself or refused a tunnel.</summary>
    public const string WantsCredentials =
        "The proxy wants credentials; give them with Set-SoraProvider -ProxyCredential.";

    private const string Proxy = "SoraPS.Proxy";

    /// <summary>Notes that a request was to go through a proxy.</summary>
    public static void SetProxy(Exception exception, Uri proxy) => exception.Data[Proxy] = proxy.Authority;

    /// <summary>Whether no connection to the proxy came about, so that the gateway has no part in the failure.</summary>
    public static bool IsProxyDown(Exception exception) => exception.Data.Contains(Proxy)
        && exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError };

    /// <summary>Whether an exception means that no answer came, or not all of it; anything else is a mistake of ours.</summary>
    public static bool IsNoAnswer(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutRejectedException or OperationCanceledException;

    /// <summary>
    /// True only if the request surely never left: the name was not found, or no connection, tunnel or TLS session was established.
    /// </summary>
    public static bool DefinitelyNotSent(Exception? exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>
    /// The exception to keep as the cause: that of the socket or of TLS, or null. .NET quotes in others what the gateway sent, which may
    /// be the key, and in that of a tunnel the proxy's address with the password that HTTPS_PROXY may have in it.
    /// </summary>
    public static Exception? Cause(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException or AuthenticationException)
            {
                return cause;
            }
        }

        return null;
    }

    /// <summary>What to do about a request that surely never left.</summary>
    public static string ConnectAdvice(Exception exception) => IsProxyDown(exception)
        ? "Check the proxy: Set-SoraProvider -Proxy sets it for a provider, HTTPS_PROXY or the system's settings for all."
        : "Check the network, the proxy and the provider's base address (Get-SoraProvider).";

    /// <summary>One plain sentence about why no answer came.</summary>
    public static string Describe(Exception exception, Uri uri) => exception switch
    {
        HttpRequestException when IsProxyDown(exception) =>
            $"The proxy {exception.Data[Proxy]} cannot be reached: {exception.Message.TrimEnd('.')}.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name {uri.Host} was not found.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            $"No connection to {uri.Authority} could be made: {exception.Message.TrimEnd('.')}.",
        HttpRequestException { InnerException: AuthenticationException } =>
            $"No secure connection to {uri.Authority} could be made: {exception.InnerException.Message}",
        HttpRequestException { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } => WantsCredentials,
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: { } status } =>
            $"The proxy refused a tunnel to {uri.Authority}: HTTP {(int)status}.",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            $"The proxy refused a tunnel to {uri.Authority}.",
        HttpRequestException or IOException => $"The connection to {uri.Authority} broke.",
        _ => $"{uri.Authority} did not answer in time.",
    };
}
