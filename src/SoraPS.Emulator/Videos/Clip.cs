using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SoraPS.Emulator.Videos;

/// <summary>An embedded one-second clip: its samples and what a decoder needs to know of them.</summary>
internal sealed class Clip
{
    private Clip(int width, int height, byte[] file)
    {
        (Width, Height) = (width, height);
        ReadOnlyMemory<byte> moov = Find(file, "moov");
        ReadOnlyMemory<byte> media = Find(Find(moov, "trak"), "mdia");
        ReadOnlyMemory<byte> table = Find(Find(media, "minf"), "stbl");
        Timescale = U32(Find(media, "mdhd"), 12);
        SampleDuration = U32(Find(table, "stts"), 12);
        SampleDescription = Find(table, "stsd").ToArray();
        ReadOnlyMemory<byte> sizes = Find(table, "stsz");
        SampleSizes = [.. Enumerable.Range(0, U32(sizes, 8)).Select(i => U32(sizes, 12 + (4 * i)))];
        Samples = file.AsMemory(U32(Find(table, "stco"), 8), SampleSizes.Sum());
    }

    public int Width { get; }

    public int Height { get; }

    public int Timescale { get; }

    public int SampleDuration { get; }

    /// <summary>Content of the stsd box.</summary>
    public byte[] SampleDescription { get; }

    public IReadOnlyList<int> SampleSizes { get; }

    /// <summary>The one chunk that holds all samples.</summary>
    public ReadOnlyMemory<byte> Samples { get; }

    public static Clip Load(string size)
    {
        string[] sides = size.Split('x');
        return new Clip(Number(sides[0]), Number(sides[1]), EmbeddedFile.Read(size + ".mp4"));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> boxes, string type)
    {
        while (boxes.Length >= 8)
        {
            int size = U32(boxes, 0);
            if (Encoding.ASCII.GetString(boxes.Span.Slice(4, 4)) == type)
            {
                return boxes[8..size];
            }

            boxes = boxes[size..];
        }

        throw new InvalidDataException($"The embedded clip has no {type} box.");
    }

    private static int U32(ReadOnlyMemory<byte> bytes, int at) =>
        BinaryPrimitives.ReadInt32BigEndian(bytes.Span[at..]);
}
