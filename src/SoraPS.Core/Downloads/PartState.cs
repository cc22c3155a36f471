using System.Net.Http.Headers;
using System.Text.Json;

namespace SoraPS.Core.Downloads;

/// <summary>What must be known to go on with an unfinished download in another process.</summary>
/// <param name="Owner">The task, as provider/id: bytes of another one are never continued.</param>
/// <param name="Validator">The strong ETag that the bytes belong to.</param>
/// <param name="Total">Size of the whole file in bytes.</param>
internal sealed record PartState(string Owner, string Validator, long Total)
{
    // A small file is fetched again sooner than its state is written.
    private const long WorthKeeping = 1024 * 1024;

    /// <summary>Whether the download is so large that it is gone on with. A method, since the properties are what the file holds.</summary>
    public bool IsKept() => IsLarge(Total);

    /// <summary>Whether so many bytes are a large file.</summary>
    public static bool IsLarge(long bytes) => bytes >= WorthKeeping;

    /// <summary>Whether so many bytes may be the beginning of what an owner's download fetches.</summary>
    public bool Fits(string owner, long length) =>
        length > 0 && Owner == owner && length <= Total
        && EntityTagHeaderValue.TryParse(Validator, out EntityTagHeaderValue? tag) && !tag.IsWeak;

    /// <summary>Reads the state beside an unfinished file; null if it cannot be used, so that the download begins anew.</summary>
    public static PartState? Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, SidecarContext.Default.PartState);
        }
        catch (Exception exception) when (exception is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it beside an unfinished file.</summary>
    public void Write(string path) => OwnFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, SidecarContext.Default.PartState));
}
