using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;

namespace SoraPS.Core.Http;

/// <summary>What the handlers of a client must know about a request beyond its message, in whose options it travels.</summary>
internal sealed class RequestContext
{
    private static readonly HttpRequestOptionsKey<RequestContext> s_option = new("SoraPS");

    /// <summary>What the request is for: submit, poll, download and so on.</summary>
    public required string Operation { get; init; }

    /// <summary>The connection that it is made for.</summary>
    public required Connection Connection { get; init; }

    /// <summary>The key that it carries, as long as it stays within the gateway's own origin.</summary>
    public required RequestKey Key { get; init; }

    /// <summary>Where it is told to a person; null for nowhere.</summary>
    public IRequestLog? Log { get; init; }

    /// <summary>Gives the body as text for -Debug, or null for none; itself null for a request that has no body.</summary>
    public Func<string?>? BodyText { get; init; }

    /// <summary>Whether what came of an answer is kept although its end never came: it may be the only one that tells a task's id.</summary>
    public bool KeepsCutAnswer { get; init; }

    /// <summary>How often it has been sent.</summary>
    public int Attempts { get; set; }

    /// <summary>True from the moment in which the body begins to leave until the answer is there.</summary>
    public bool IsInFlight { get; set; }

    /// <summary>The context of a message.</summary>
    public static RequestContext Of(HttpRequestMessage message) =>
        message.Options.TryGetValue(s_option, out RequestContext? context)
            ? context
            : throw new InvalidOperationException("The message has no context.");

    /// <summary>Gives a message this context.</summary>
    public void AttachTo(HttpRequestMessage message) => message.Options.Set(s_option, this);
}
