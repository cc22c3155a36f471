using System.Buffers;
using System.Text;

namespace SoraPS.Core.Text;

/// <summary>
/// Takes keys out of what is shown or stored of a gateway's text: some repeat one in their errors. It is found whole and in parts of
/// <see cref="Part"/> characters, in upper and lower case, in the escapes of JSON, addresses and HTML, in hex and in Base64. A shorter
/// key may be an ordinary word or part of an id: it is taken out only where it stands alone, and below <see cref="Shortest"/> not at
/// all. Takes time in proportion to the text, whatever the text is.
/// </summary>
internal sealed class Secrets
{
    /// <summary>So many characters of a key in a row are not shown.</summary>
    private const int Part = 8;

    /// <summary>Length of the shortest key that is looked for.</summary>
    private const int Shortest = 4;

    private const string Stars = "***";

    private static readonly Secrets s_none = new("", null);

    // With these JSON, addresses and HTML begin to spell a character otherwise.
    private static readonly SearchValues<char> s_escapes = SearchValues.Create(@"\%&");

    private readonly string _given;
    private readonly string _key;
    private readonly Secrets? _others;

    // The whole key as it may be spelled.
    private readonly HashSet<string> _spellings = [];

    // Parts of the key, each character a byte: so that eight of them can be looked up at once.
    private readonly HashSet<ulong> _parts = [];
    private readonly int _length;
    private readonly ulong _mask;

    private Secrets(string key, Secrets? others)
    {
        _given = key;
        _others = others;
        _key = new UnescapedText(key).Text.ToString();
        _length = Math.Min(_key.Length, Part);
        _mask = _length == Part ? ulong.MaxValue : (1UL << (8 * _length)) - 1;
        if (key.Length < Shortest)
        {
            return;
        }

        Add(key);
        Add(_key);
        if (!IsWord)
        {
            Add(Convert.ToHexString(Encoding.ASCII.GetBytes(key)));
            AddBase64(Encoding.ASCII.GetBytes(key));
        }
    }

    private bool IsWord => _length < Part;

    /// <summary>What finds a key; null finds nothing.</summary>
    public static Secrets Of(string? key) => s_none.And(key);

    /// <summary>What finds another key, too; null is none.</summary>
    public Secrets And(string? key) => key is null || Knows(key) ? this : new Secrets(key, this);

    /// <summary>The text without the key.</summary>
    public string Without(string text)
    {
        text = _others?.Without(text) ?? text;
        if (_parts.Count == 0)
        {
            return text;
        }

        if (text.AsSpan().ContainsAny(s_escapes))
        {
            UnescapedText read = new(text);
            text = Cut(text, read.Text, read.StartOf);
        }

        // As it stands, too: what stands before a key can seem to begin an escape with it.
        return Cut(text, text, static index => index);
    }

    /// <summary>Whether the whole key is in a text, for what a part or a word that is in it by chance must not change.</summary>
    public bool AreWhollyIn(string text) =>
        (!IsWord && (IsWhollyIn(text) || (text.AsSpan().ContainsAny(s_escapes) && IsWhollyIn(new UnescapedText(text).Text))))
        || _others?.AreWhollyIn(text) is true;

    private bool IsWhollyIn(ReadOnlySpan<char> text)
    {
        foreach (string spelling in _spellings)
        {
            if (text.Contains(spelling, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private bool Knows(string key) => _given == key || _others?.Knows(key) is true;

    private string Cut(string text, ReadOnlySpan<char> read, Func<int, int> startOf)
    {
        StringBuilder? kept = null;
        int from = 0;
        int end = -1;
        ulong window = 0;
        for (int at = 0; at < read.Length; at++)
        {
            window = ((window << 8) | Fold(read[at])) & _mask;
            int begin = at + 1 - _length;
            if (!_parts.Contains(window) || (IsWord && !StandsAlone(read, begin, at)))
            {
                continue;
            }

            if (startOf(begin) > end)
            {
                (kept ??= new()).Append(text, from, startOf(begin) - from).Append(Stars);
            }

            from = end = startOf(at + 1);
        }

        return kept is null ? text : kept.Append(text, from, text.Length - from).ToString();
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int begin, int last) =>
        (begin == 0 || !IsOfWord(text[begin - 1])) && (last == text.Length - 1 || !IsOfWord(text[last + 1]));

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';

    private void Add(string spelling)
    {
        _spellings.Add(spelling);
        ulong window = 0;
        for (int at = 0; at < spelling.Length; at++)
        {
            window = ((window << 8) | Fold(spelling[at])) & _mask;
            if (at + 1 >= _length)
            {
                _parts.Add(window);
            }
        }
    }

    // What stands before the key moves its bits: there are three spellings, without what the neighbours have a share in.
    private void AddBase64(byte[] key)
    {
        for (int before = 0; before < 3; before++)
        {
            int first = ((8 * before) + 5) / 6;
            int end = 8 * (before + key.Length) / 6;
            string spelling = Convert.ToBase64String([.. new byte[before], .. key])[first..end];
            Add(spelling);
            _spellings.Add(spelling.Replace('+', '-').Replace('/', '_'));
        }
    }

    // Upper and lower case are one, and so are the two alphabets of Base64. No key holds what becomes 0.
    private static byte Fold(char c) => c switch
    {
        >= 'A' and <= 'Z' => (byte)(c | 0x20),
        '-' => (byte)'+',
        '_' => (byte)'/',
        >= '!' and <= '~' => (byte)c,
        _ => 0,
    };
}
