namespace SoraPS.Emulator.Videos;

/// <summary>
/// Everything before the samples. The sample table names the clip's one chunk once per second of the video,
/// so a long video is hardly larger than a short one.
/// </summary>
internal static class Mp4Head
{
    private const int MovieTimescale = 1000;

    public static byte[] Build(Clip clip, int seconds)
    {
        // The chunk's place depends on the length of what is written before it, and that does not depend on the place.
        int length = Write(clip, seconds, 0).Length;
        return Write(clip, seconds, length).ToArray();
    }

    private static BoxWriter Write(Clip clip, int seconds, int chunkOffset)
    {
        BoxWriter w = new BoxWriter()
            .Box("ftyp", b => b.Ascii("isom").U32(0x200).Ascii("isomiso2avc1mp41"))
            .Box("moov", b => Movie(b, clip, seconds, chunkOffset));
        return w.U32(8 + clip.Samples.Length).Ascii("mdat");
    }

    private static void Movie(BoxWriter w, Clip clip, int seconds, int chunkOffset)
    {
        int duration = seconds * MovieTimescale;
        w.FullBox("mvhd", 0, b => b.Zeros(8).U32(MovieTimescale).U32(duration)
            .U32(0x10000).U16(0x100).Zeros(10).Identity().Zeros(24).U32(2));
        w.Box("trak", trak =>
        {
            trak.FullBox("tkhd", 3, b => b.Zeros(8).U32(1).Zeros(4).U32(duration)
                .Zeros(16).Identity().U32((long)clip.Width << 16).U32((long)clip.Height << 16));
            trak.Box("edts", e => e.FullBox("elst", 0, b => b.U32(1).U32(duration).U32(0).U32(0x10000)));
            trak.Box("mdia", b => Media(b, clip, seconds, chunkOffset));
        });
    }

    private static void Media(BoxWriter w, Clip clip, int seconds, int chunkOffset)
    {
        const int Undetermined = 0x55C4;
        int duration = seconds * clip.SampleSizes.Count * clip.SampleDuration;
        w.FullBox("mdhd", 0, b => b.Zeros(8).U32(clip.Timescale).U32(duration).U16(Undetermined).Zeros(2));
        w.FullBox("hdlr", 0, b => b.Zeros(4).Ascii("vide").Zeros(12).Ascii("VideoHandler\0"));
        w.Box("minf", minf =>
        {
            minf.FullBox("vmhd", 1, b => b.Zeros(8));
            minf.Box("dinf", d => d.FullBox("dref", 0, b => b.U32(1).FullBox("url ", 1, _ => { })));
            minf.Box("stbl", b => SampleTable(b, clip, seconds, chunkOffset));
        });
    }

    private static void SampleTable(BoxWriter w, Clip clip, int seconds, int chunkOffset)
    {
        int perChunk = clip.SampleSizes.Count;
        int samples = perChunk * seconds;
        w.Box("stsd", b => b.Bytes(clip.SampleDescription));
        w.FullBox("stts", 0, b => b.U32(1).U32(samples).U32(clip.SampleDuration));
        w.FullBox("stss", 0, b => Repeat(b.U32(seconds), seconds, i => 1 + (i * perChunk)));
        w.FullBox("stsc", 0, b => b.U32(1).U32(1).U32(perChunk).U32(1));
        w.FullBox("stsz", 0, b => Repeat(b.U32(0).U32(samples), samples, i => clip.SampleSizes[i % perChunk]));
        w.FullBox("stco", 0, b => Repeat(b.U32(seconds), seconds, _ => chunkOffset));
    }

    private static void Repeat(BoxWriter w, int count, Func<int, int> value)
    {
        for (int i = 0; i < count; i++)
        {
            w.U32(value(i));
        }
    }
}
