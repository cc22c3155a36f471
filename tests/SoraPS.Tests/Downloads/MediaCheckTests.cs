using System.Buffers.Binary;
using System.Text;
using SoraPS.Core.Downloads;

namespace SoraPS.Tests.Downloads;

public sealed class MediaCheckTests
{
    [Fact]
    public void A_video_is_whole_if_its_boxes_fill_the_file_and_hold_pictures_and_their_index()
    {
        Assert.Null(Problem([.. Box("ftyp", 12), .. Box("moov", 40), .. Box("mdat", 100)]));
        Assert.Null(Problem([.. Box("ftyp", 12), .. Box("moov", 40), .. Box("moof", 100)]));
        Assert.Null(Problem([.. Box("ftyp", 12), .. Box("free", 0), .. Box("mdat", 100), .. Box("moov", 40)]));
        Assert.Null(Problem([.. Box("ftyp", 12), .. Box("moov", 40), .. Box("mdat", 100), .. Box("free", 0)]));
    }

    [Fact]
    public void The_last_box_may_leave_its_size_open_and_any_may_tell_it_in_64_bits()
    {
        byte[] open = Box("mdat", 100);
        open[3] = 0;
        Assert.Null(Problem([.. Box("ftyp", 12), .. Box("moov", 40), .. open]));
        Assert.Null(Problem([.. Box("ftyp", 12), .. Box("moov", 40), .. LongBox(16 + 100, 100)]));
    }

    [Theory]
    [InlineData("ftyp moov")]
    [InlineData("ftyp mdat")]
    [InlineData("ftyp free")]
    public void Without_pictures_or_their_index_it_is_none(string boxes) =>
        Assert.Contains("no pictures", Problem([.. boxes.Split(' ').SelectMany(type => Box(type, 8))])!, StringComparison.Ordinal);

    [Theory]
    [InlineData("<html>Not found</html>")]
    [InlineData("{\"error\":{\"code\":404}}")]
    public void A_page_or_a_message_is_no_video(string text) =>
        Assert.Contains("does not begin", Problem(Encoding.UTF8.GetBytes(text))!, StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_no_video() => Assert.Contains("empty", Problem([])!, StringComparison.Ordinal);

    [Fact]
    public void A_box_that_ends_behind_the_file_is_cut()
    {
        byte[] whole = [.. Box("ftyp", 12), .. Box("moov", 40), .. Box("mdat", 100)];
        Assert.Contains("'mdat' at byte 68 is cut", Problem(whole[..^1])!, StringComparison.Ordinal);
        Assert.Contains("is cut", Problem([.. Box("ftyp", 12), .. Box("moov", 40), .. LongBox(16 + 101, 100)])!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_size_that_no_box_can_have_is_broken(long size) =>
        Assert.Contains("broken", Problem([.. Box("ftyp", 12), .. Box("moov", 40), .. LongBox(size, 100)])!, StringComparison.Ordinal);

    [Fact]
    public void Bytes_behind_the_last_box_are_told() =>
        Assert.Contains(
            "last 3 bytes", Problem([.. Box("ftyp", 12), .. Box("moov", 4), .. Box("mdat", 4), 1, 2, 3])!, StringComparison.Ordinal);

    [Fact]
    public void Far_too_many_boxes_are_not_looked_at()
    {
        IEnumerable<byte> boxes = Enumerable.Repeat(Box("free", 0), 70_000).SelectMany(box => box);
        byte[] many = [.. Box("ftyp", 12), .. Box("moov", 4), .. Box("mdat", 4), .. boxes];
        using CountingStream stream = new(many);
        Assert.Contains("boxes", MediaCheck.Video(stream)!, StringComparison.Ordinal);
        Assert.InRange(stream.Reads, 1, 65_600);
    }

    [Theory]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public void An_hour_of_boxes_is_looked_at_to_the_end(int boxes, bool isWhole)
    {
        IEnumerable<byte> others = Enumerable.Repeat(Box("moof", 0), boxes - 2).SelectMany(box => box);
        Assert.Equal(isWhole, Problem([.. Box("ftyp", 12), .. Box("moov", 4), .. others]) is null);
    }

    [Fact]
    public void A_picture_begins_as_one()
    {
        Assert.Null(MediaCheck.Picture(new MemoryStream([0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0])));
        Assert.Null(MediaCheck.Picture(new MemoryStream([.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8])));
        Assert.NotNull(MediaCheck.Picture(new MemoryStream([.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8])));
        Assert.NotNull(MediaCheck.Picture(new MemoryStream([0xFF, 0xD8, 0xFF])));
    }

    private static string? Problem(byte[] file) => MediaCheck.Video(new MemoryStream(file));

    private static byte[] Box(string type, int content)
    {
        byte[] box = new byte[8 + content];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        return box;
    }

    private static byte[] LongBox(long size, int content)
    {
        byte[] box = new byte[16 + content];
        BinaryPrimitives.WriteInt32BigEndian(box, 1);
        "mdat"u8.CopyTo(box.AsSpan(4));
        BinaryPrimitives.WriteInt64BigEndian(box.AsSpan(8), size);
        return box;
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Reads { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            Reads++;
            return base.Read(buffer);
        }
    }
}
