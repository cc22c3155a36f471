using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;

namespace SoraPS.Core.Http;

/// <summary>What the handlers of a client need to know about a request; it travels in the options of the message.</summary>
internal sealed class RequestContext
{
    private const int Idle = 0;
    private const int Leaving = 1;
    private const int Stopped = 2;

    private static readonly HttpRequestOptionsKey<RequestContext> s_option = new("SoraPS");
    private int _flight;

    /// <summary>Purpose of the request: submit, poll, check, list, delete or download.</summary>
    public required string Operation { get; init; }

    /// <summary>The connection that it belongs to.</summary>
    public required Connection Connection { get; init; }

    /// <summary>The key, which is sent within the gateway's own origin only.</summary>
    public required RequestKey Key { get; init; }

    /// <summary>Log for -Verbose and -Debug; null for none.</summary>
    public IRequestLog? Log { get; init; }

    /// <summary>Returns the body as text for -Debug, null for no body; null to log no bodies.</summary>
    public Func<string?>? BodyText { get; init; }

    /// <summary>Whether to keep an incomplete answer, because no other one may ever name the task.</summary>
    public bool KeepsCutAnswer { get; init; }

    /// <summary>Number of attempts so far; 0 if they are not counted.</summary>
    public int Attempts { get; set; }

    /// <summary>True from the moment that the body begins to leave until its sender has the answer.</summary>
    public bool IsInFlight => Volatile.Read(ref _flight) == Leaving;

    /// <summary>The body is about to leave; false if it was stopped before, and must not.</summary>
    public bool TryLeave() => Interlocked.CompareExchange(ref _flight, Leaving, Idle) != Stopped;

    /// <summary>Keeps every body that has not begun to leave from doing so; false if one is in flight.</summary>
    public bool TryStop() => Interlocked.CompareExchange(ref _flight, Stopped, Idle) != Leaving;

    /// <summary>The sender has the answer.</summary>
    public void Land() => Interlocked.CompareExchange(ref _flight, Idle, Leaving);

    /// <summary>The context of a message.</summary>
    public static RequestContext Of(HttpRequestMessage message) =>
        message.Options.TryGetValue(s_option, out RequestContext? context)
            ? context
            : throw new InvalidOperationException("The message has no context.");

    /// <summary>Gives a message this context.</summary>
    public void AttachTo(HttpRequestMessage message) => message.Options.Set(s_option, this);
}
