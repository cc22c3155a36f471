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

    /// <summary>One plain sentence about why no answer came.</summary>
    public static string Describe(Exception exception, Uri uri) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name {uri.Host} was not found.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            // .NET's words name the proxy, where it is that which is not there.
            $"No connection to {uri.Authority} could be established: {exception.Message.TrimEnd('.')}.",
        HttpRequestException { InnerException: AuthenticationException } =>
            $"No secure connection to {uri.Authority} could be established: {exception.InnerException.Message}",
        HttpRequestException { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } => WantsCredentials,
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: { } status } =>
            $"The proxy gave no tunnel to {uri.Authority}: HTTP {(int)status}.",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            $"The proxy gave no tunnel to {uri.Authority}.",
        HttpRequestException or IOException => $"The connection to {uri.Authority} broke.",
        _ => $"{uri.Authority} did not answer in time.",
    };
}
