using System.Text.RegularExpressions;
using SoraPS.Core;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>Which folder of Core uses which others.</summary>
public sealed partial class ArrowTests
{
    private const string AnyDialect = "Dialects.<name>";

    // From the bottom up: a folder uses only what stands above it here, so there are no circles. An arrow more is a decision.
    private static readonly (string Folder, string Uses)[] s_folders =
    [
        ("Text", ""),
        ("Json", ""),
        ("Networks", ""),
        ("Diagnostics", ""),
        ("Images", "Text"),
        ("Requests", "Images Text"),
        ("Dialects.Shared", "Images Json Requests"),
        ("Dialects.Shared.Errors", "Dialects.Shared"),
        (AnyDialect, "Dialects.Shared Dialects.Shared.Errors Images Json Networks Requests"),
        ("Dialects", $"Dialects.Shared {AnyDialect}"),
        ("Settings", "Json"),
        ("Connections", "Dialects Dialects.Shared Networks Settings"),
        ("Http", "Connections Diagnostics Text"),
        ("Http.Clients", "Connections Diagnostics Dialects.Shared Http Networks Text"),
        ("Gateways", "Connections Diagnostics Dialects.Shared Dialects.Shared.Errors Http Http.Clients Images Json Requests Text"),
        ("Ledger", "Requests"),
        ("Ledger.Database", "Ledger Text"),
        ("Ledger.Owners", ""),
        ("Ledger.Store", "Ledger Ledger.Database Ledger.Owners Requests Text"),
        ("Ledger.Copying", "Ledger Ledger.Database Ledger.Store"),
        ("Ledger.Spool", "Ledger Ledger.Database Ledger.Owners"),
        ("Ledger.Sqlite", "Ledger.Database Ledger.Owners Ledger.Spool Ledger.Store Requests"),
        ("Ledger.Sharing", "Ledger Ledger.Sqlite Requests"),
        ("Callbacks", "Connections Dialects.Shared Http Json Ledger Ledger.Sharing Networks Text"),
        ("Stages", "Callbacks Connections Diagnostics Gateways Ledger.Sharing Requests Text"),
        ("Tasks", "Connections Diagnostics Dialects.Shared Ledger Ledger.Sharing Requests Stages Text"),
        ("Preparation", "Connections Dialects.Shared Images Networks Requests"),
        ("Costs", "Connections Dialects.Shared Json Preparation Requests Stages"),
        ("Submission", "Callbacks Connections Costs Diagnostics Dialects.Shared Gateways Http Ledger Ledger.Sharing Requests Stages Tasks"),
        ("Polling.Plans", ""),
        ("Polling.Listing", "Connections Diagnostics Dialects.Shared Dialects.Shared.Errors Gateways Tasks"),
        (
            "Polling",
            "Callbacks Connections Diagnostics Dialects.Shared Gateways Http Ledger Ledger.Sharing Polling.Listing Polling.Plans Stages "
                + "Tasks"),
        ("Refresh", "Connections Diagnostics Dialects.Shared Gateways Ledger Ledger.Sharing Requests Stages Tasks"),
        ("Downloads", "Dialects.Shared Ledger"),
        ("Downloads.Fetching", "Connections Diagnostics Dialects.Shared Downloads Gateways Http Networks Tasks"),
        ("Saving", "Connections Diagnostics Dialects.Shared Downloads Downloads.Fetching Gateways Ledger Ledger.Sharing Stages Tasks"),
        ("Gallery", "Connections Costs Downloads Tasks"),
        ("Runs", "Costs Stages Text"),
        ("", "Callbacks Connections Costs Gateways Ledger.Sharing Polling Refresh Saving Settings Stages Submission"),
    ];

    [Fact]
    public void A_folder_uses_only_those_that_it_may_use()
    {
        IEnumerable<(string From, string To)> compiled = CompiledFolders.ArrowsOf(typeof(SoraClient).Assembly.Location)
            .SelectMany(folder => folder.Select(used => (folder.Key, used)));
        string[] found = [.. compiled.Concat(OfUsings()).Select(arrow => Arrow(Fold(arrow.From), Fold(arrow.To)))];
        string[] allowed = [.. s_folders.SelectMany(folder => Split(folder.Uses).Select(used => Arrow(folder.Folder, used)))];
        string[] added = [.. found.Except(allowed).Order(StringComparer.Ordinal)];
        Assert.True(added.Length == 0, $"New arrows between folders of Core: {string.Join(", ", added)}.");
        string[] gone = [.. allowed.Except(found).Order(StringComparer.Ordinal)];
        Assert.True(gone.Length == 0, $"Take these arrows out of the list, they are gone: {string.Join(", ", gone)}.");
    }

    [Fact]
    public void The_arrows_make_no_circle()
    {
        HashSet<string> below = [];
        foreach ((string folder, string uses) in s_folders)
        {
            Assert.Superset(Split(uses).ToHashSet(), below);
            Assert.True(below.Add(folder), $"{folder} is listed twice.");
        }
    }

    // Code as compiled knows neither where a constant came from nor what only a comment names.
    private static IEnumerable<(string From, string To)> OfUsings() =>
        from file in Repository.SourcesOf("src", "SoraPS.Core")
        let text = File.ReadAllText(Path.Combine(Repository.Root, file))
        from Match used in CoreUsing().Matches(text)
        select (CoreNamespace().Match(text).Groups["name"].Value, used.Groups["name"].Value);

    // What holds for one dialect holds for all; none uses another, which is LayeringTests' business.
    private static string Fold(string folder) =>
        folder.StartsWith("Dialects.", StringComparison.Ordinal) && !folder.StartsWith("Dialects.Shared", StringComparison.Ordinal)
            ? AnyDialect
            : folder;

    private static string Arrow(string from, string to) => $"{from} -> {to}";

    private static string[] Split(string folders) => folders.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^using SoraPS\.Core\.?(?<name>[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex CoreUsing();

    [GeneratedRegex(@"^namespace SoraPS\.Core\.?(?<name>[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex CoreNamespace();
}
