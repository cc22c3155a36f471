using System.Net.Http.Headers;
using System.Text;
using SoraPS.Emulator.Counters;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Handlers;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Callbacks;

/// <summary>
/// Calls back when a task ends, as its gateway documents: with the same body as a status request, again after each pause until it is
/// taken. Addresses beyond this machine are not called: they may be somebody's.
/// </summary>
internal sealed class CallbackSender(EmulatorOptions options, FaultInjector faults, CounterBoard counters, FileHandler files) : IDisposable
{
    private const int Huge = 4 * 1024 * 1024;

    private static readonly TimeSpan s_late = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Calls back about a task when it has ended, if it is to be called back about.</summary>
    /// <param name="dialect">Its gateway.</param>
    /// <param name="task">The task.</param>
    /// <param name="request">What made it.</param>
    public void Schedule(EmulatedDialect dialect, VideoTask task, HttpRequest request)
    {
        if (dialect.Callbacks is { } policy && dialect.CallbackUri(task.Order) is { IsLoopback: true } address)
        {
            _ = CallBackAsync(dialect, policy, task, request, address);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
    }

    private async Task CallBackAsync(EmulatedDialect dialect, CallbackPolicy policy, VideoTask task, HttpRequest request, Uri address)
    {
        try
        {
            FaultSet fault = faults.Draw(EmulatorOperation.Callback, task.FaultKey);
            TimeSpan late = fault.Is(EmulatorFaultKind.CallbackLate) && fault.Delay == TimeSpan.Zero ? s_late : fault.Delay;
            await PauseUntilAsync(task.EndsAt + late).ConfigureAwait(false);
            if (fault.Is(EmulatorFaultKind.CallbackNever))
            {
                return;
            }

            TaskView view = task.Refresh(options.TimeProvider.GetUtcNow());
            view = view.Stage is TaskStage.Succeeded ? view with { VideoUri = files.LinkTo(task, dialect) } : view;
            byte[] body = Encoding.UTF8.GetBytes(dialect.CallbackBody(task, view, request).ToJsonString());
            body = fault.Is(EmulatorFaultKind.CallbackHuge) ? [.. body, .. new byte[Huge]] : body;
            Uri target = fault.Is(EmulatorFaultKind.CallbackWrongToken) ? new Uri($"{address.AbsoluteUri}x") : address;
            for (int sending = fault.Is(EmulatorFaultKind.CallbackTwice) ? 2 : 1; sending > 0; sending--)
            {
                await DeliverAsync(dialect, policy, target, $"wh_{task.Id}", body, fault).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The emulator was stopped.
        }
    }

    private async Task DeliverAsync(
        EmulatedDialect dialect, CallbackPolicy policy, Uri address, string id, byte[] body, FaultSet fault)
    {
        foreach (TimeSpan pause in (IEnumerable<TimeSpan>)[TimeSpan.Zero, .. policy.Retries])
        {
            await PauseAsync(pause).ConfigureAwait(false);
            bool isTaken = await TryAsync(dialect, policy, address, id, body, fault).ConfigureAwait(false);
            counters.Callback();
            if (isTaken)
            {
                return;
            }
        }
    }

    private async Task<bool> TryAsync(
        EmulatedDialect dialect, CallbackPolicy policy, Uri address, string id, byte[] body, FaultSet fault)
    {
        using CancellationTokenSource timeout = new(policy.Timeout, options.TimeProvider);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, timeout.Token);
        using HttpRequestMessage message = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (dialect.WebhookSecret is { } secret)
        {
            bool isWrong = fault.Is(EmulatorFaultKind.CallbackWrongSignature);
            foreach ((string name, string value) in WebhookSigner.Headers(secret, id, options.TimeProvider.GetUtcNow(), body, isWrong))
            {
                message.Headers.Add(name, value);
            }
        }

        try
        {
            using HttpResponseMessage answer =
                await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, end.Token).ConfigureAwait(false);
            return policy.IsTaken(answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            _stop.Token.ThrowIfCancellationRequested();
            return false;
        }
    }

    // Timers fire up to a few milliseconds early: a task that is said to have ended must have.
    private async Task PauseUntilAsync(DateTimeOffset moment)
    {
        while (moment - options.TimeProvider.GetUtcNow() is { Ticks: > 0 } left)
        {
            await PauseAsync(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds))).ConfigureAwait(false);
        }
    }

    private Task PauseAsync(TimeSpan pause) =>
        pause > TimeSpan.Zero ? Task.Delay(pause, options.TimeProvider, _stop.Token) : Task.CompletedTask;
}
