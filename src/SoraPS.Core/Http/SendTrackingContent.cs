using System.Net;

namespace SoraPS.Core.Http;

/// <summary>
/// A body that tells when it begins to leave. Until then, whatever failed (name, connection, tunnel, TLS, a timeout while
/// connecting), the gateway cannot have taken the request.
/// </summary>
internal sealed class SendTrackingContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Func<bool> _leaves;

    /// <summary>Wraps a body.</summary>
    /// <param name="inner">The body.</param>
    /// <param name="leaves">Called when it is about to leave; false to keep it back, which cancels the request.</param>
    public SendTrackingContent(HttpContent inner, Func<bool> leaves)
    {
        _inner = inner;
        _leaves = leaves;
        foreach ((string name, IEnumerable<string> values) in inner.Headers)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        return cancellationToken.IsCancellationRequested || !_leaves()
            ? Task.FromException(new OperationCanceledException(cancellationToken))
            : _inner.CopyToAsync(stream, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
