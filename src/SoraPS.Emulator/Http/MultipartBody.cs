using System.Text;

namespace SoraPS.Emulator.Http;

/// <summary>The parts of a multipart/form-data body.</summary>
internal static class MultipartBody
{
    public static IReadOnlyList<MultipartPart> Parse(HttpRequest request)
    {
        string boundary = HeaderParameters.Of(request.Header("Content-Type") ?? "").GetValueOrDefault("boundary")
            ?? throw new InvalidDataException("multipart/form-data without a boundary");
        byte[] mark = Encoding.Latin1.GetBytes("--" + boundary);
        ReadOnlySpan<byte> rest = request.Body;
        List<MultipartPart> parts = new();
        int start = rest.IndexOf(mark);
        while (start >= 0)
        {
            rest = rest[(start + mark.Length)..];
            int next = rest.IndexOf(mark);
            if (next < 4)
            {
                break;
            }

            ReadOnlySpan<byte> part = rest[2..(next - 2)];
            int head = part.IndexOf("\r\n\r\n"u8);
            parts.Add(head < 0
                ? throw new InvalidDataException("a part without headers")
                : Read(Encoding.UTF8.GetString(part[..head]), part[(head + 4)..].ToArray()));
            start = next;
        }

        return parts;
    }

    private static MultipartPart Read(string head, byte[] content)
    {
        string disposition = "";
        string? type = null;
        foreach (string line in head.Split("\r\n"))
        {
            if (line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase))
            {
                disposition = line;
            }
            else if (line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase))
            {
                type = line[13..].Trim();
            }
        }

        Dictionary<string, string> parameters = HeaderParameters.Of(disposition);
        return new MultipartPart(parameters.GetValueOrDefault("name", ""), parameters.GetValueOrDefault("filename"), type, content);
    }
}
