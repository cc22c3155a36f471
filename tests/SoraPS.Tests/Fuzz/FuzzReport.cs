using System.Globalization;
using System.Text;

namespace SoraPS.Tests.Fuzz;

/// <summary>What came of a fuzz run of one dialect.</summary>
public sealed class FuzzReport(string provider, int seed)
{
    private const int Shown = 5;

    private readonly Dictionary<FuzzOperation, int> _counts = [];
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    /// <summary>What must not be, each with its answer.</summary>
    public List<(FuzzFailure Kind, string Text)> Failures { get; } = [];

    /// <summary>Answers whose id could be read.</summary>
    public int Readable { get; private set; }

    /// <summary>The longest that one answer took.</summary>
    public TimeSpan Slowest { get; set; }

    /// <summary>How much more the process holds at the end than after half of the answers, in bytes.</summary>
    public long Growth { get; set; }

    public void Count(FuzzAnswer answer, string outcome)
    {
        _counts[answer.Operation] = _counts.GetValueOrDefault(answer.Operation) + 1;
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        Readable += answer.ReadableId is null ? 0 : 1;
    }

    public void Fail(FuzzFailure kind, int number, FuzzAnswer answer, string what) =>
        Failures.Add((kind, $"answer {number}: {what}\n      {answer}"));

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        int total = _counts.Values.Sum();
        string each = string.Join(", ", _counts.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}"));
        text.AppendLine(CultureInfo.InvariantCulture, $"{provider}, seed {seed}: {total} answers ({each})");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {string.Join(", ", _outcomes.Select(one => $"{one.Key} {one.Value}"))}");
        text.Append(
            CultureInfo.InvariantCulture,
            $"  {Of(FuzzFailure.Unhandled)} unhandled, {Of(FuzzFailure.IdLost)} of {Readable} readable ids lost, ")
            .Append(CultureInfo.InvariantCulture, $"{Of(FuzzFailure.SentAgain)} sent again, {Of(FuzzFailure.KeyShown)} keys shown, ")
            .Append(CultureInfo.InvariantCulture, $"{Of(FuzzFailure.Slow)} slow (longest {Slowest.TotalMilliseconds:0} ms), ")
            .AppendLine(CultureInfo.InvariantCulture, $"memory {Growth / 1048576.0:+0.0;-0.0;0.0} MiB");
        foreach ((FuzzFailure kind, string failure) in Failures.Take(Shown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {kind}, {failure}");
        }

        return text.ToString();
    }

    private int Of(FuzzFailure kind) => Failures.Count(failure => failure.Kind == kind);
}
