using System.Diagnostics;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http.Clients;
using SoraPS.Core.Requests;
using SoraPS.Core.Tasks;
using SoraPS.Core.Text;

namespace SoraPS.Tests.Fuzz;

/// <summary>Gives a gateway's client one answer after the other, and watches what becomes of each.</summary>
public sealed class FuzzRun : IDisposable
{
    private const long MaxGrowth = 16 << 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private readonly FuzzHandler _handler = new();
    private readonly SkippingClock _clock = new();
    private readonly HttpClients _clients;
    private readonly Connection _connection;
    private readonly FuzzAnswers _answers;
    private readonly FuzzReport _report;

    public FuzzRun(string provider, int seed)
    {
        _clients = new HttpClients { Gateways = _handler };
        _connection = new ConnectionRegistry().Find(provider)! with
        {
            SessionKey = new ApiKey(KeySpellings.Key),
            RequestsPerMinute = int.MaxValue,
        };
        _answers = new FuzzAnswers(provider, seed);
        _report = new FuzzReport(provider, seed);
    }

    /// <summary>Tries so many answers.</summary>
    public async Task<FuzzReport> RunAsync(int count)
    {
        using Gateway gateway = new(_connection, _clients, _clock);
        long before = 0;
        for (int number = 0; number < count; number++)
        {
            if (number == count / 2)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }

            FuzzAnswer answer = _answers.Make(number);
            TimeSpan took = await TryAsync(gateway, number, answer, isCounted: true);

            // A machine that is busy with something else is not busy three times.
            for (int again = 0; again < 2 && took > s_longest; again++)
            {
                took = await TryAsync(gateway, number, answer, isCounted: false);
            }

            _report.Slowest = took > _report.Slowest ? took : _report.Slowest;
            if (took > s_longest)
            {
                _report.Fail(FuzzFailure.Slow, number, answer, $"took {took.TotalSeconds:0.0} s");
            }
        }

        _handler.Answer = null;
        _report.Growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        if (_report.Growth > MaxGrowth)
        {
            _report.Failures.Add((FuzzFailure.Memory, $"{_report.Growth >> 20} MiB more than after half of the answers"));
        }

        return _report;
    }

    public void Dispose()
    {
        _clients.Dispose();
        _handler.Dispose();
    }

    private async Task<TimeSpan> TryAsync(Gateway gateway, int number, FuzzAnswer answer, bool isCounted)
    {
        _handler.Answer = answer;
        FuzzLog log = new();
        SoraTask? made = null;
        Exception? thrown = null;
        long start = Stopwatch.GetTimestamp();
        try
        {
            made = await AskAsync(gateway, answer.Operation, log);
        }
        catch (Exception exception)
        {
            thrown = exception;
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start) / Math.Max(1, _handler.Requests);
        if (isCounted)
        {
            _report.Count(answer, thrown is null ? "understood" : thrown is SoraException { Kind: var kind } ? $"{kind}" : "unhandled");
            Judge(number, answer, made, thrown, log);
        }

        return took;
    }

    // As the stages ask, and keep what they are told.
    private async Task<SoraTask?> AskAsync(Gateway gateway, FuzzOperation operation, FuzzLog log)
    {
        SoraTask task = new()
        {
            RequestId = "request-1",
            Id = operation is FuzzOperation.Create ? null : "task-1",
            Provider = _connection.Name,
            Model = _connection.UsualModel,
            CreatedAt = _clock.GetUtcNow(),
        };
        switch (operation)
        {
            case FuzzOperation.Create:
                PreparedRequest request = new() { Prompt = "A paper boat", Model = _connection.UsualModel };
                return Keep(task, await gateway.CreateAsync(request, gateway.ReadKey(), log, CancellationToken.None), gateway, log);
            case FuzzOperation.Status:
                return Keep(task, await gateway.StatusAsync(task, log, CancellationToken.None), gateway, log);
            case FuzzOperation.List:
                TaskPage page = await gateway.ListTasksAsync(null, log, CancellationToken.None);
                log.Texts.AddRange(page.Tasks.Select(gateway.Errors.Clean)
                    .Select(report => $"{report.Error} {report.RawState} {report.Model}"));
                return null;
            case FuzzOperation.Models:
                await gateway.ListModelsAsync(log, CancellationToken.None);
                return null;
            case FuzzOperation.CheckKey:
                await gateway.CheckKeyAsync(log, CancellationToken.None);
                return null;
            default:
                await gateway.DeleteAsync(task, log, CancellationToken.None);
                return null;
        }
    }

    private SoraTask Keep(SoraTask task, GatewayResult result, Gateway gateway, FuzzLog log)
    {
        SoraTask known = task.With(result.Report, _connection.Dialect, _clock.GetUtcNow());
        log.Texts.Add($"{known.Error} {known.RawState} {known.Failure()?.Message}");
        log.Texts.Add(StoredText.Answer(gateway.Errors.Scrub(result.Answer.Text))!);
        return known;
    }

    private void Judge(int number, FuzzAnswer answer, SoraTask? made, Exception? thrown, FuzzLog log)
    {
        SoraException? error = thrown as SoraException;
        if (thrown is not null && error is null)
        {
            _report.Fail(FuzzFailure.Unhandled, number, answer, $"{thrown}");
        }

        if (answer.ReadableId is { } id)
        {
            string? known = made?.Id ?? (error is { Kind: SoraErrorKind.SubmissionUnknown, TaskId: { } told }
                && error.Message.Contains(told, StringComparison.Ordinal) ? told : null);
            if (known is null || (known != id && known != answer.OtherId))
            {
                _report.Fail(FuzzFailure.IdLost, number, answer, $"{id}, but {made?.Id ?? error?.Message}");
            }

            if (_handler.Requests > 1)
            {
                _report.Fail(FuzzFailure.SentAgain, number, answer, $"sent {_handler.Requests} times");
            }
        }

        IEnumerable<string> shown = log.Texts;
        if (thrown is not null)
        {
            shown = shown.Concat([$"{thrown}", $"{error?.RecommendedAction} {error?.GatewayCode} {error?.GatewayRequestId}",
                StoredText.WithoutQueries(thrown.Message), StoredText.Answer(error?.GatewayAnswer) ?? ""]);
        }

        // An id is kept letter by letter, for the gateway is asked by it: only the whole key must not be in it.
        string kept = made?.Id ?? error?.TaskId ?? "";
        string stored = StoredText.WithoutQueries(kept);
        shown = KeySpellings.AreWhollyIn(kept) || kept.Length == 0
            ? shown
            : shown.Select(text => text.Replace(kept, "", StringComparison.Ordinal).Replace(stored, "", StringComparison.Ordinal));
        if (shown.FirstOrDefault(text => KeySpellings.ShownIn(text) is not null) is { } leak)
        {
            _report.Fail(FuzzFailure.KeyShown, number, answer, $"'{KeySpellings.ShownIn(leak)}' of the key is shown: {leak}");
        }
    }
}
