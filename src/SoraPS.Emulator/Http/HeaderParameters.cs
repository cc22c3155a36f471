using System.Text;

namespace SoraPS.Emulator.Http;

/// <summary>
/// The parameters of a header, as the form parsers of servers read them (busboy, for one): quoted texts with escapes, and
/// <c>name*=utf-8''value</c>, which wins over <c>name</c>.
/// </summary>
internal static class HeaderParameters
{
    public static Dictionary<string, string> Of(string header)
    {
        Dictionary<string, string> plain = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, string> extended = new(StringComparer.OrdinalIgnoreCase);
        int at = header.IndexOf(';', StringComparison.Ordinal);
        while (at >= 0 && at < header.Length)
        {
            int equals = header.IndexOf('=', at);
            if (equals < 0)
            {
                break;
            }

            string name = header[(at + 1)..equals].Trim();
            at = equals + 1;
            string value = Value(header, ref at);
            if (name.EndsWith('*'))
            {
                extended[name[..^1]] = Decode(value);
            }
            else
            {
                plain[name] = value;
            }
        }

        foreach ((string name, string value) in extended)
        {
            plain[name] = value;
        }

        return plain;
    }

    /// <summary>Reads from the equals sign on, and goes on to the semicolon behind the value.</summary>
    private static string Value(string header, ref int at)
    {
        StringBuilder value = new();
        bool isQuoted = at < header.Length && header[at] == '"';
        if (isQuoted)
        {
            for (at++; at < header.Length && header[at] != '"'; at++)
            {
                if (header[at] == '\\' && at + 1 < header.Length)
                {
                    at++;
                }

                value.Append(header[at]);
            }
        }

        int end = header.IndexOf(';', at) is >= 0 and int next ? next : header.Length;
        if (!isQuoted)
        {
            value.Append(header[at..end].Trim());
        }

        at = end;
        return value.ToString();
    }

    private static string Decode(string value) =>
        value.Split('\'', 3) is [_, _, var text] ? Uri.UnescapeDataString(text) : value;
}
