using System.Net;
using System.Text.Json;
using SoraPS.Core.Json;
using SoraPS.Core.Text;

namespace SoraPS.Core.Callbacks;

/// <summary>
/// Decides whether a request is a callback, and about which task: it must know the token of a task, or be signed. Whoever knows neither
/// has no body read, or only a few at once.
/// </summary>
/// <param name="path">The path that callbacks arrive below, with a slash at both ends.</param>
/// <param name="tokens">The tokens of tasks.</param>
/// <param name="secret">The secret of signed webhooks; null if none are taken.</param>
/// <param name="time">The clock.</param>
internal sealed class CallbackDoor(string path, CallbackTokens tokens, byte[]? secret, TimeProvider time) : IDisposable
{
    private readonly CallbackBody _ofKnown = new(64, time);
    private readonly CallbackBody _ofSigned = new(16, time);
    private readonly SeenWebhooks _seen = new();

    /// <summary>
    /// The id of the task; null for anything unexpected, and empty for a message that was taken before or concerns no task.
    /// </summary>
    /// <exception cref="Exception">The sender is gone, or took too long.</exception>
    public async Task<string?> PassAsync(HttpListenerContext context)
    {
        if (context.Request is not { HttpMethod: "POST", RawUrl: { } url })
        {
            return null;
        }

        if (url == path || url + "/" == path)
        {
            return await PassSignedAsync(context).ConfigureAwait(false);
        }

        // What the body says is asked of the gateway itself.
        return url.StartsWith(path, StringComparison.Ordinal) && tokens.TaskOf(url[path.Length..]) is { } requestId
            ? await _ofKnown.ReadAsync(context, _ => requestId).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ofKnown.Dispose();
        _ofSigned.Dispose();
    }

    private async Task<string?> PassSignedAsync(HttpListenerContext context)
    {
        WebHeaderCollection headers = (WebHeaderCollection)context.Request.Headers;
        WebhookSignature signature = new(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
        if (secret is null || !signature.IsTimely(time.GetUtcNow()))
        {
            return null;
        }

        return await _ofSigned.ReadAsync(context, body => signature.Verifies(secret, body.Span)
            ? _seen.TryAdd(signature.Id!, signature.SentAt!.Value, time.GetUtcNow()) ? TaskIn(body.Span) : ""
            : null).ConfigureAwait(false);
    }

    private static string TaskIn(ReadOnlySpan<byte> body)
    {
        JsonElement message = JsonText.Parse(body);
        bool isAboutVideo = message.Text("type")?.StartsWith("video.", StringComparison.Ordinal) is true;
        string? id = isAboutVideo ? message.Text("data", "id") : null;
        return ForeignText.IsId(id) ? id! : "";
    }
}
