using SoraPS.Core.Dialects.OpenAI;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Support;

/// <summary>A dialect whose readers break on every answer, and whose writer breaks where a test wants it.</summary>
public sealed class ThrowingDialect : Dialect
{
    public const string Words = "words of the reader";

    private readonly OpenAIDialect _inner = new();

    /// <summary>Whether it can make no request of a row either.</summary>
    public bool CannotCreate { get; init; }

    /// <summary>The limit on requests that it documents.</summary>
    public int? Limit { get; init; }

    public override int? RequestsPerMinute => Limit;

    public override string Name => _inner.Name;

    public override Uri DefaultBaseUri => _inner.DefaultBaseUri;

    public override string KeyVariable => _inner.KeyVariable;

    public override string DefaultModel => _inner.DefaultModel;

    public override StateWords States => _inner.States;

    public override PollPace Pace => _inner.Pace;

    public override ImageRules Image => _inner.Image;

    public override IReadOnlyList<string> IdNames => _inner.IdNames;

    public override GatewayRequest Create(PreparedRequest request) =>
        CannotCreate ? throw new InvalidOperationException(Words) : _inner.Create(request);

    public override TaskReport ReadCreate(GatewayAnswer answer) => throw new InvalidOperationException(Words);

    public override GatewayRequest Status(SoraTask task) => _inner.Status(task);

    public override TaskReport ReadStatus(GatewayAnswer answer, SoraTask task) => throw new FormatException(Words);

    public override GatewayError? ReadError(GatewayAnswer answer) => null;
}
