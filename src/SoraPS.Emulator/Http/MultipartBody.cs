using System.Text;

namespace SoraPS.Emulator.Http;

/// <summary>The parts of a multipart/form-data body.</summary>
internal static class MultipartBody
{
    public static IReadOnlyList<MultipartPart> Parse(HttpRequest request)
    {
        string boundary = Parameter(request.Header("Content-Type") ?? "", "boundary")
            ?? throw new InvalidDataException("multipart/form-data without a boundary");
        byte[] mark = Encoding.Latin1.GetBytes("--" + boundary);
        ReadOnlySpan<byte> rest = request.Body;
        var parts = new List<MultipartPart>();
        int start = rest.IndexOf(mark);
        while (start >= 0)
        {
            rest = rest[(start + mark.Length)..];
            int next = rest.IndexOf(mark);
            if (next < 4)
                break;
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
                disposition = line;
            else if (line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase))
                type = line[13..].Trim();
        }

        bool isFile = Parameter(disposition, "filename") is not null || Parameter(disposition, "filename*") is not null;
        return new MultipartPart(Parameter(disposition, "name") ?? "", isFile, type, content);
    }

    private static string? Parameter(string header, string name) =>
        header.Split(';')
            .Select(piece => piece.Trim().Split('=', 2))
            .Where(sides => sides.Length == 2 && sides[0].Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(sides => sides[1].Trim('"'))
            .FirstOrDefault();
}
