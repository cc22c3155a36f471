using SoraPS.Emulator.Videos;

namespace SoraPS.Tests.Emulator;

public sealed class VideoTests
{
    public static IEnumerable<object[]> SizesAndLengths =>
        from size in VideoLibrary.Sizes
        from seconds in new[] { 4, 8, 10, 12, 15, 16, 20 }
        select new object[] { size, seconds };

    [Theory, MemberData(nameof(SizesAndLengths))]
    public void A_video_has_the_size_and_length_asked_for(string size, int seconds)
    {
        Mp4Facts facts = Mp4Facts.Of(Bytes(VideoLibrary.Create(size, seconds, "task", null)));
        Assert.Equal(size, $"{facts.Width}x{facts.Height}");
        Assert.Equal(TimeSpan.FromSeconds(seconds), facts.Duration);
        Assert.Equal((24 * seconds, "avc1"), (facts.Samples, facts.Codec));
    }

    [Fact]
    public void A_long_video_is_hardly_larger_than_a_short_one()
    {
        long four = VideoLibrary.Create("1280x720", 4, "task", null).Length;
        Assert.InRange(VideoLibrary.Create("1280x720", 20, "task", null).Length - four, 1, 4096);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    [InlineData(1_000_001)]
    public void Padding_is_a_box_of_its_own(long length)
    {
        VideoFile video = VideoLibrary.Create("720x1280", 4, "task", length);
        byte[] bytes = Bytes(video);
        Mp4Facts.Of(bytes);
        Assert.Equal(video.Length, bytes.Length);
        Assert.True(length < 10_000 || length == bytes.Length);
    }

    private static byte[] Bytes(VideoFile video) =>
        [.. video.Read(0, video.Length).SelectMany(piece => piece.ToArray())];
}
