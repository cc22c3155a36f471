namespace SoraPS.Emulator.Http;

/// <summary>Answers one request.</summary>
internal delegate ValueTask<HttpReply> RequestHandler(HttpRequest request, CancellationToken cancellationToken);
