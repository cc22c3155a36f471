using System.Net;
using SoraPS.Core.Http;

namespace SoraPS.Core.Callbacks;

/// <summary>Reads the bodies of callbacks: so many at once, each of so many bytes in so much time, however they are sent.</summary>
/// <param name="atOnce">How many; one more is not read at all.</param>
/// <param name="time">The clock.</param>
internal sealed class CallbackBody(int atOnce, TimeProvider time) : IDisposable
{
    /// <summary>Most bytes: several times what gateways document.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Longer than this no gateway waits for an answer that documents a limit of its own.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _free = new(atOnce);

    /// <summary>Reads a body and has it judged.</summary>
    /// <param name="context">The request; it is broken off where its body takes too long.</param>
    /// <param name="judge">What the body says.</param>
    /// <returns>What <paramref name="judge"/> says; null for a body that is too long, or that there is no room for.</returns>
    /// <exception cref="Exception">The sender is gone, or took too long.</exception>
    public async Task<string?> ReadAsync(HttpListenerContext context, Func<ReadOnlyMemory<byte>, string?> judge)
    {
        if (context.Request.ContentLength64 > MaxBytes || !await _free.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            // A listener's stream cannot be cancelled, only broken off.
            using CancellationTokenSource deadline = new(MaxTime, time);
            using CancellationTokenRegistration end = deadline.Token.Register(context.Response.Abort);
            using CappedBuffer body = new(MaxBytes);
            await body.FillAsync(context.Request.InputStream, CancellationToken.None).ConfigureAwait(false);
            return body.IsFull ? null : judge(body.Bytes);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
