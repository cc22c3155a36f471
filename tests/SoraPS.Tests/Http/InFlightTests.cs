using System.Net;
using System.Net.Sockets;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http.Clients;
using SoraPS.Core.Submission;
using SoraPS.Emulator.Http;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>A create request is in flight from its body's first byte to its answer's last.</summary>
public sealed class InFlightTests
{
    [Fact]
    public async Task A_reset_during_a_large_upload_may_have_been_taken()
    {
        int resets = 0;
        await using LoopbackServer server = new(0, async (socket, ct) =>
        {
            await using NetworkStream stream = new(socket);
            await stream.ReadExactlyAsync(new byte[1024], ct);
            resets++;
            LoopbackServer.Reset(socket);
        });
        await using TestPipeline pipeline = new(TestPipeline.Done);
        pipeline.Connect("OpenAI", server.Address, "key-of-tests");

        // More than both ends buffer: its end never leaves.
        PipelineResult result = await pipeline.SubmitAsync(
            "OpenAI", TestPipeline.Row(0) with { AdditionalBody = new() { ["note"] = new string('x', 32 << 20) } });
        result.Error(SoraErrorKind.SubmissionUnknown);
        Assert.Equal(1, resets);
    }

    [Fact]
    public async Task A_stop_between_the_head_and_the_body_of_the_answer_still_takes_the_task()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        using CancellationTokenSource stop = new();
        using HeldBody body = new("""{"id":"video_1","status":"queued"}"""u8.ToArray());
        using OneAnswer answer = new(body);
        using HttpClients clients = new() { Gateways = answer };
        using Gateway gateway = new(pipeline.Client.Connections.Find("OpenAI")!, clients, TimeProvider.System);
        Task<GatewayResult> create = gateway.CreateAsync(TestPipeline.Prepared, gateway.ReadKey(), null, stop.Token);
        await body.IsAwaited.WaitAsync(TestPipeline.Timeout);
        await stop.CancelAsync();
        body.Release();
        Assert.Equal("video_1", (await create).Report.Id);
    }

    [Fact]
    public async Task A_body_that_is_just_about_to_leave_at_the_stop_does_not_leave()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        using CancellationTokenSource stop = new();
        using LateSender sender = new();
        using HttpClients clients = new() { Gateways = sender };
        using Gateway gateway = new(pipeline.Client.Connections.Find("OpenAI")!, clients, TimeProvider.System);
        Task<GatewayResult> create = gateway.CreateAsync(TestPipeline.Prepared, gateway.ReadKey(), null, stop.Token);
        await sender.IsConnecting.WaitAsync(TestPipeline.Timeout);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create.WaitAsync(TestPipeline.Timeout));
        Assert.Equal(0, sender.Sent);
    }

    [Fact]
    public async Task What_keeps_a_row_from_being_sent_is_told_as_it_is()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (200, "{}"));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        Gateway gateway = pipeline.Client.GatewayOf("OpenAI");
        await Assert.ThrowsAsync<ClaimLostException>(() => gateway.CreateAsync(
            TestPipeline.Prepared, gateway.ReadKey(), null, CancellationToken.None, () => throw new ClaimLostException()));
        Assert.Empty(server.Requests);
    }

    private sealed class OneAnswer(Stream body) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) };
        }
    }

    /// <summary>Has its connection at the very moment of the stop: it begins to send before it sees that it was stopped.</summary>
    private sealed class LateSender : HttpMessageHandler
    {
        private readonly TaskCompletionSource _isConnecting = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsConnecting => _isConnecting.Task;

        public long Sent { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            TaskCompletionSource isStopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration stopped = cancellationToken.Register(isStopped.SetResult);
            _isConnecting.SetResult();
            await isStopped.Task;
            using MemoryStream wire = new();
            try
            {
                await request.Content!.CopyToAsync(wire, CancellationToken.None);
            }
            finally
            {
                Sent = wire.Length;
            }

            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>A stream that tells when its first byte is awaited, and gives it when it may.</summary>
    private sealed class HeldBody(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _isAwaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _isFree = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsAwaited => _isAwaited.Task;

        public void Release() => _isFree.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _isAwaited.TrySetResult();
            await _isFree.Task.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
