using System.Net;
using SoraPS.Core.Connections;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;

namespace SoraPS.Tests.Http;

/// <summary>Only of a request that surely never left is said that there was no connection: it may be sent once more.</summary>
public sealed class ConnectFailureTests
{
    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, false)]
    public async Task A_cancellation_means_no_connection_only_if_nothing_was_sent_and_nobody_asked_for_it(
        bool isInFlight, bool isStopped, bool meansNoConnection)
    {
        Connection connection = new ConnectionRegistry().Find("OpenAI")!;
        using HttpRequestMessage request = new(HttpMethod.Post, connection.BaseUri);
        RequestContext context = new() { Operation = "submit", Connection = connection, Key = RequestKey.None };
        context.AttachTo(request);
        Assert.True(!isInFlight || context.TryLeave());
        using HttpMessageInvoker invoker = new(new ConnectFailureHandler(new WebProxy()) { InnerHandler = new CancellingHandler() });
        Exception? exception = await Record.ExceptionAsync(() => invoker.SendAsync(request, new CancellationToken(isStopped)));
        Assert.Equal(meansNoConnection, RequestFailures.DefinitelyNotSent(exception));
        Assert.NotEqual(meansNoConnection, exception is OperationCanceledException);
    }

    private sealed class CancellingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new OperationCanceledException();
    }
}
