using System.Net.Sockets;

namespace SoraPS.Emulator.Http;

/// <summary>One client connection: requests in turn until either side ends it.</summary>
internal sealed class HttpConnection(Socket socket, RequestHandler handler, Action<long> sent)
{
    private readonly RequestReader _reader = new(socket);

    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (await ServeOneAsync(cancellationToken).ConfigureAwait(false))
        {
        }
    }

    private async ValueTask<bool> ServeOneAsync(CancellationToken cancellationToken)
    {
        HttpRequest? request = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (request is null)
        {
            return false;
        }

        HttpReply reply = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        if (reply.Disconnect == Disconnect.Reset)
        {
            LoopbackServer.Reset(socket);
        }

        if (reply.Disconnect != Disconnect.None)
        {
            return false;
        }

        bool keepAlive = request.KeepAlive && reply.CutAfter is null;
        sent(await ReplyWriter.WriteAsync(socket, request, reply, keepAlive, cancellationToken).ConfigureAwait(false));
        return keepAlive;
    }

    private async ValueTask<HttpReply> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await handler(request, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            return HttpReply.Html(400, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A mistake of the emulator must not look like one of its faults.
            return HttpReply.Html(500, exception.ToString());
        }
    }
}
