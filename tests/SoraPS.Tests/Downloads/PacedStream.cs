namespace SoraPS.Tests.Downloads;

/// <summary>Bytes of a server that takes its time by a test's clock; fewer than none are a connection that breaks.</summary>
internal sealed class PacedStream(ManualTimeProvider clock, (int Seconds, int Bytes)[] reads) : Stream
{
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_next == reads.Length)
        {
            return ValueTask.FromResult(0);
        }

        (int seconds, int bytes) = reads[_next++];
        clock.Advance(TimeSpan.FromSeconds(seconds));
        cancellationToken.ThrowIfCancellationRequested();
        return bytes < 0 ? throw new IOException("reset by peer") : ValueTask.FromResult(bytes);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
