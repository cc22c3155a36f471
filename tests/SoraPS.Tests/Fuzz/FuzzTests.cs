using System.Globalization;
using SoraPS.Core.Dialects;
using Xunit.Abstractions;

namespace SoraPS.Tests.Fuzz;

/// <summary>
/// Whatever a gateway answers is a documented error or is understood: no answer breaks the client, loses a task that it names, shows
/// the key or holds the client up. Larger by hand: <c>./build.sh fuzz [count] [seed]</c>.
/// </summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. DialectCatalog.All.Select(dialect => dialect.Name)];

    private static int Count => Setting("COUNT") ?? 500;

    private static int Seed => Setting("SEED") ?? Random.Shared.Next(1_000_000);

    [Theory, MemberData(nameof(Names))]
    public async Task No_answer_breaks_the_client_or_loses_a_task_or_shows_the_key(string provider)
    {
        using FuzzRun run = new(provider, Seed);
        FuzzReport report = await run.RunAsync(Count);
        Emit($"{report}");
        Assert.True(report.Failures.Count == 0, $"{report}");
        Assert.True(report.Readable > Count / 10, "Hardly an answer named a task: the mutations are too coarse to tell anything.");
    }

    private void Emit(string text)
    {
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable("SORAPS_FUZZ_REPORT") is { Length: > 0 } file)
        {
            File.AppendAllText(file, text + Environment.NewLine);
        }
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable($"SORAPS_FUZZ_{name}") is { Length: > 0 } value
            ? int.Parse(value, CultureInfo.InvariantCulture)
            : null;
}
