using System.Security.Authentication;

namespace SoraPS.Core.Http;

/// <summary>What a failed HTTP attempt tells about whether the gateway can have seen the request.</summary>
internal static class RequestFailures
{
    /// <summary>
    /// True only if the request surely never left: the name was not found, or no connection, tunnel or TLS session came about.
    /// </summary>
    public static bool SurelyNotSent(Exception? exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>One plain sentence about why no answer came.</summary>
    public static string Describe(Exception exception, Uri uri) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name {uri.Host} was not found.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => $"No connection to {uri.Authority} came about.",
        HttpRequestException { InnerException: AuthenticationException } =>
            $"No secure connection to {uri.Authority} came about: {exception.InnerException.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => $"The proxy gave no tunnel to {uri.Authority}; if it wants credentials, give them with Set-SoraProvider -ProxyCredential.",
        HttpRequestException or IOException => $"The connection to {uri.Authority} broke.",
        _ => $"{uri.Authority} did not answer in time.",
    };
}
