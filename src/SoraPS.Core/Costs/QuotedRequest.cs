using SoraPS.Core.Connections;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Costs;

/// <summary>A row in the words of one connection's gateway, and what it would cost there.</summary>
public sealed class QuotedRequest : IVideoRow
{
    /// <summary>Resolves and prices a row.</summary>
    /// <param name="request">The row.</param>
    /// <param name="connection">Where it would be sent.</param>
    /// <param name="prices">The prices to go by.</param>
    /// <exception cref="SoraException">
    /// InvalidRequest: there is no prompt, a text cannot be sent as it is, or the row contradicts itself.
    /// </exception>
    public QuotedRequest(VideoRequest request, Connection connection, PriceBook prices)
    {
        Request = request;
        Connection = connection;
        Resolved = RequestPreparation.Resolve(request, connection);
        Quote = prices.QuoteOf(Resolved, connection);
    }

    /// <inheritdoc/>
    public VideoRequest Request { get; }

    /// <summary>Where it would be sent.</summary>
    public Connection Connection { get; }

    /// <summary>The row in the words of the gateway.</summary>
    public ResolvedRequest Resolved { get; }

    /// <summary>What it would cost; null if that is not known.</summary>
    public Quote? Quote { get; }

    /// <summary>The row as it will be sent: its local image or data: URL read, and checked.</summary>
    /// <exception cref="SoraException">InvalidRequest, naming the allowed values.</exception>
    public PreparedRequest Prepare() => RequestPreparation.Prepare(Resolved, Connection, Request.SkipValidation);
}
