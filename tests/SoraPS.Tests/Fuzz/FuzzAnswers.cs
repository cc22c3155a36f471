using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Fuzz;

/// <summary>
/// Makes answers of the documented ones by spoiling them. The same number of the same seed is the same answer. It knows by the very
/// bytes whether the field with the id is still whole, and not by any reader.
/// </summary>
public sealed class FuzzAnswers
{
    // The client reads no more of an answer.
    private const int ReadBytes = 4 << 20;

    private static readonly int[] s_statuses =
        [200, 200, 200, 200, 201, 202, 204, 206, 301, 302, 303, 307, 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504];

    private readonly Dialect _dialect;
    private readonly int _seed;

    // The field with a task's id, in the order in which it is documented; request_id and order_id are not it.
    private readonly Regex _id;

    // What else may pass for an id: beside another one, nobody can tell which is the task's.
    private readonly Regex _anyId;
    private readonly (FuzzOperation Operation, int Status, string Text)[] _documented;

    public FuzzAnswers(string provider, int seed)
    {
        _dialect = DialectCatalog.Find(provider)!;
        _seed = seed;
        string names = string.Join('|', _dialect.IdNames);
        _id = new Regex($"\"(?<name>{names})\": ?\"(?<id>[^\"]+)\"");
        _anyId = new Regex($"\"({names})\"\\s*:\\s*(\"(?<id>[^\"]*)|[-0-9])", RegexOptions.ExplicitCapture);
        _documented =
        [
            .. Documented(FuzzOperation.Create, "create"),
            .. Documented(FuzzOperation.List, "list"),
            .. Documented(FuzzOperation.Status, "status"),
            .. Documented(FuzzOperation.Status, "error"),
        ];
    }

    /// <summary>The answer of a number.</summary>
    public FuzzAnswer Make(int number)
    {
        Random random = new(unchecked((_seed * 1_000_003) + (number * 31) + _dialect.Name.Length));

        // Most of what can be lost is in the answer to a create request.
        bool isCreate = number % 2 == 0;
        (FuzzOperation operation, int status, string text) = random.GetItems(
            [.. _documented.Where(one => !isCreate || one.Operation is FuzzOperation.Create)], 1)[0];
        Match id = _id.Match(text);
        operation = operation is FuzzOperation.Create && isCreate ? operation : Draw(random);
        status = random.Next(3) == 0 ? random.GetItems(s_statuses, 1)[0] : status;
        for (int change = random.Next(4); change > 0; change--)
        {
            text = TextMutations.Apply(text, random);
        }

        byte[] body = Encoding.UTF8.GetBytes(text);
        for (int change = random.Next(3); change > 0; change--)
        {
            body = ByteMutations.Apply(body, random);
        }

        string? other = id.NextMatch() is { Success: true } next ? next.Groups["id"].Value : null;
        bool isReadable = operation is FuzzOperation.Create && id.Success && IsTold(status, id)
            && body.AsSpan(0, Math.Min(body.Length, ReadBytes)).IndexOf(Encoding.UTF8.GetBytes(id.Value)) >= 0
            && _anyId.Matches(Encoding.Latin1.GetString(body))
                .All(m => m.Groups["id"].Value == id.Groups["id"].Value || m.Groups["id"].Value == other);
        FuzzAnswer answer = new(operation, status, body)
        {
            ReadableId = isReadable ? id.Groups["id"].Value : null,
            OtherId = isReadable ? other : null,
            Breaks = random.Next(20) == 0,
            Headers = [.. Headers(random)],
        };
        return random.Next(15) == 0 ? Packed(answer) : answer;
    }

    // In a clear refusal a plain 'id' may be the request's.
    private static bool IsTold(int status, Match id) =>
        id.Groups["name"].Value != "id" || status is < 400 or 408 or >= 500;

    private FuzzOperation Draw(Random random)
    {
        FuzzOperation[] offered =
        [
            FuzzOperation.Create,
            FuzzOperation.Status,
            FuzzOperation.Status,
            .. _dialect.TaskList(null) is null ? [] : new[] { FuzzOperation.List, FuzzOperation.Delete },
            .. _dialect.ModelList is null ? [] : new[] { FuzzOperation.Models },
            .. _dialect.KeyCheck is null ? [] : new[] { FuzzOperation.CheckKey },
        ];
        return random.GetItems(offered, 1)[0];
    }

    private static IEnumerable<(string Name, string Value)> Headers(Random random)
    {
        if (random.Next(10) == 0)
        {
            yield return ("x-request-id", random.Next(2) == 0 ? KeySpellings.Key : $"req-{random.Next()}");
        }

        if (random.Next(10) == 0)
        {
            string[] waits = ["7", "-1", "1e9", "99999999999", "never", "Fri, 31 Dec 9999 23:59:59 GMT"];
            yield return ("Retry-After", random.GetItems(waits, 1)[0]);
        }

        if (random.Next(20) == 0)
        {
            yield return ("Content-Type", random.GetItems(["text/html", "application/json; charset=latin-1", ";;;", "\u00e9"], 1)[0]);
        }
    }

    private static FuzzAnswer Packed(FuzzAnswer answer)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(answer.Body);
        }

        return answer with { Body = packed.ToArray(), Headers = [.. answer.Headers, ("Content-Encoding", "gzip")] };
    }

    private IEnumerable<(FuzzOperation Operation, int Status, string Text)> Documented(FuzzOperation operation, string prefix) =>
        Fixture.Names(_dialect.Name, prefix).Select(path => (operation, Fixture.StatusOf(path), Fixture.Text(path)));
}
