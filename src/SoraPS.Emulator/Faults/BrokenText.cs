using System.Text;
using System.Text.Json.Nodes;
using SoraPS.Emulator.Http;

namespace SoraPS.Emulator.Faults;

/// <summary>Answers whose bytes are not what they should be; a field <c>note</c> shows it, whatever the row has in it.</summary>
internal static class BrokenText
{
    private const string Note = "emulated fault: ";

    public static HttpReply Reply(JsonObject body, FaultSet fault) => fault.Answer?.Kind switch
    {
        EmulatorFaultKind.Latin1 => With(body, [0xE9], Encoding.Latin1),
        EmulatorFaultKind.CutCharacter => With(body, [0xF0, 0x9F, 0xA6], Encoding.UTF8),
        EmulatorFaultKind.LoneSurrogate => With(body, "\\ud83e"u8, Encoding.UTF8),
        EmulatorFaultKind.TruncatedAnswer => Cut(HttpReply.Json(200, body)),
        _ => HttpReply.Json(200, body),
    };

    private static HttpReply With(JsonObject body, ReadOnlySpan<byte> broken, Encoding encoding)
    {
        body["note"] = Note;
        HttpReply whole = HttpReply.Json(200, body);
        byte[] text = Encoding.Convert(Encoding.UTF8, encoding, whole.Body.ToArray());
        int end = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Note)) + Note.Length;
        return HttpReply.Bytes(200, "application/json", (byte[])[.. text.AsSpan(0, end), .. broken, .. text.AsSpan(end)]);
    }

    private static HttpReply Cut(HttpReply whole)
    {
        int half = whole.Body.Length / 2;
        return new HttpReply { Body = whole.Body[..half], Length = whole.Length, CutAfter = half }
            .With("Content-Type", "application/json");
    }
}
