using SoraPS.Core.Http;

namespace SoraPS.Tests.Http;

/// <summary>The body of an answer that breaks off.</summary>
public sealed class CappedContentTests
{
    [Fact]
    public async Task What_came_before_is_kept_where_that_is_asked_for()
    {
        using StreamContent broken = new(new BrokenStream(new IOException("Reset.")));
        using CappedContent content = await CappedContent.ReadAsync(broken, keepsCut: true, CancellationToken.None);
        Assert.Equal((true, "{\"id\""), (content.IsCutOff, await content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Elsewhere_it_is_a_failure()
    {
        using StreamContent broken = new(new BrokenStream(new IOException("Reset.")));
        await Assert.ThrowsAsync<IOException>(() => CappedContent.ReadAsync(broken, keepsCut: false, CancellationToken.None));
    }

    [Fact]
    public async Task A_mistake_of_ours_is_never_taken_for_the_networks()
    {
        using StreamContent broken = new(new BrokenStream(new InvalidOperationException("A mistake.")));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => CappedContent.ReadAsync(broken, keepsCut: true, CancellationToken.None));
    }

    private sealed class BrokenStream(Exception failure) : MemoryStream("{\"id\""u8.ToArray())
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw failure;
        }
    }
}
