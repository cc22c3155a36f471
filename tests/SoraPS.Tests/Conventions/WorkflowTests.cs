using System.Text.RegularExpressions;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>What runs at GitHub is what runs here, and nobody else can change it.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, ".github", "workflows"), "*.yml")
            .Select(file => Path.GetFileName(file)),
    ];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Steps_only_call_the_build(string workflow)
    {
        string script = File.ReadAllText(Path.Combine(Repository.Root, "build.sh"));
        string[] verbs = [.. Verb().Matches(script).Select(match => match.Groups[1].Value)];
        Assert.Contains("test-package", verbs);

        Assert.All(Commands(workflow, "run"), command =>
            Assert.True(Call().Match(command) is { Success: true } call
                && (verbs.Contains(call.Groups[1].Value) || call.Groups[1].Value == "${{"), command));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_are_pinned_to_a_commit(string workflow) =>
        Assert.All(Commands(workflow, "uses"), action => Assert.Matches(Pinned(), action));

    private static IEnumerable<string> Commands(string workflow, string key) =>
        File.ReadLines(Path.Combine(Repository.Root, ".github", "workflows", workflow))
            .Select(line => line.Trim().TrimStart('-').TrimStart())
            .Where(line => line.StartsWith($"{key}: ", StringComparison.Ordinal)).Select(line => line[(key.Length + 2)..]);

    [GeneratedRegex(@"^(\./\.github/workflows/\S+|[\w/-]+@[0-9a-f]{40} # v[\d.]+)$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^    ([a-z-]+)\) run", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex(@"^(?:\./build\.(?:sh|ps1)|\$\{\{ matrix\.build \}\}) (\S+)")]
    private static partial Regex Call();
}
