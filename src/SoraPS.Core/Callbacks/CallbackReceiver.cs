using System.Net;
using System.Net.Sockets;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Networks;

namespace SoraPS.Core.Callbacks;

/// <summary>
/// Listens for callbacks and turns them into hints. Whatever it does not expect gets status 404 and changes nothing. TLS is for the
/// proxy or tunnel in front of it.
/// </summary>
public sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CallbackHints _hints;
    private readonly CallbackRelay _relay;
    private readonly CallbackTokens _tokens;
    private readonly CallbackDoor _door;
    private int _taken;
    private int _repeated;
    private int _refused;

    private CallbackReceiver(CallbackAddress address, byte[]? secret, CallbackHints hints, LedgerSource ledgers, TimeProvider time)
    {
        (Address, IsSigned, StartedAt, _hints) = (address, secret is not null, time.GetUtcNow(), hints);
        _relay = new CallbackRelay(ledgers);
        _tokens = new CallbackTokens(secret);
        _door = new CallbackDoor(address.Path, _tokens, secret, time);
    }

    /// <summary>Where it listens, and how gateways reach it.</summary>
    public CallbackAddress Address { get; }

    /// <summary>Whether it takes signed webhooks, too.</summary>
    public bool IsSigned { get; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Callbacks that were a hint.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Callbacks that had come before.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    /// <summary>Requests that were no callbacks.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Starts to listen.</summary>
    /// <exception cref="SoraException">InvalidRequest: an option makes no sense, or the prefix cannot be listened on.</exception>
    internal static CallbackReceiver Start(CallbackOptions options, CallbackHints hints, LedgerSource ledgers, TimeProvider time)
    {
        byte[]? secret = options.WebhookSecret is { } given ? WebhookSecrets.BytesOf(given) : null;
        CallbackReceiver receiver = new(CallbackAddress.Of(options.Prefix, options.PublicUri), secret, hints, ledgers, time);
        receiver.Listen();
        return receiver;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Its loop is not waited for: a listener that is closed while it is asked for the next request may never answer.
        _listener.Close();
        _door.Dispose();
        await _relay.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The address to tell a gateway for a task; null if it takes none, or could not reach it.</summary>
    internal Uri? AddressFor(SoraTask task, Connection connection)
    {
        bool isReached = Address.IsPublic || PrivateNetworks.Contain(connection.BaseUri);
        return connection.Dialect.TakesCallback && isReached ? new Uri(Address.PublicUri, _tokens.PathOf(task.RequestId)) : null;
    }

    private void Listen()
    {
        try
        {
            _listener.Prefixes.Add(OperatingSystem.IsWindows() ? Address.Prefix : Address.Root);
            _listener.Start();
        }
        catch (Exception exception) when (exception is HttpListenerException or ArgumentException or SocketException)
        {
            _listener.Close();
            throw new SoraException(SoraErrorKind.InvalidRequest, $"{Address.Prefix} cannot be listened on: {exception.Message}", exception)
            {
                RecommendedAction = "Choose a free port, and a host name or address of this machine. On Windows, a prefix other than "
                    + "http://localhost needs 'netsh http add urlacl' once.",
            };
        }

        _ = Task.Run(ListenAsync);
    }

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync().ConfigureAwait(false);
                _ = ServeAsync(context);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed; or a connection ended before its request had come.
            }
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            // Before anything else: the listener answers also what is broken off.
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            context.Response.ContentLength64 = 0;

            // A connection that is kept would first have the rest of its body read, however long that takes.
            context.Response.KeepAlive = false;
            string? id = await _door.PassAsync(context).ConfigureAwait(false);
            if (id is null)
            {
                Interlocked.Increment(ref _refused);
            }
            else
            {
                Take(id);
                context.Response.StatusCode = (int)HttpStatusCode.OK;
            }

            context.Response.Close();
        }
        catch (Exception)
        {
            // The sender is gone, or sends its body too slowly: nobody is left to tell.
            Interlocked.Increment(ref _refused);
            context.Response.Abort();
        }
    }

    private void Take(string id)
    {
        bool isNew = id.Length > 0 && _hints.Call(id);
        Interlocked.Increment(ref isNew ? ref _taken : ref _repeated);
        if (isNew)
        {
            _ = _relay.TellAsync(id);
        }
    }
}
