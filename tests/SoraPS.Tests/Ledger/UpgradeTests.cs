using System.Globalization;
using System.Text.RegularExpressions;
using SoraPS.Core.Costs;
using SoraPS.Core.Downloads;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using SoraPS.Core.Settings;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>What released versions have left on disk is read and used by this one. tools/New-ReleaseFixture.ps1 makes it.</summary>
public sealed partial class UpgradeTests
{
    private static readonly string s_releases = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Releases");

    private static readonly VideoRequest[] s_rows =
    [
        Row("saved", "A lighthouse at dusk"),
        Row("unknown", "A market in the morning"),
        Row("running", "The fog lifts in a forest"),
        Row(null, "A caf\u00e9 without a name\non two lines"),
    ];

    public static TheoryData<string> Releases => [.. Directory.GetDirectories(s_releases).Select(folder => Path.GetFileName(folder))];

    [Fact]
    public void Every_released_version_has_left_something()
    {
        string changes = System.IO.File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md"));
        IEnumerable<string> released = Released().Matches(changes).Select(match => match.Groups[1].Value);
        Assert.Empty(released.Except(Directory.GetDirectories(s_releases).Select(folder => Path.GetFileName(folder))));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Its_ledger_is_migrated_and_says_what_it_said(string version)
    {
        using TestLedger place = LedgerOf(version);
        await using StoredLedger ledger = place.Open();

        Assert.Equal($"{Schema.Version}", place.Sql("PRAGMA user_version"));
        place.AssertSound();
        Dictionary<string, SoraTask> tasks = (await ledger.ListAsync(new LedgerQuery { Batch = "spring" }))
            .ToDictionary(task => task.Name ?? "");
        Assert.Equal(
            [SoraTaskState.Running, SoraTaskState.Failed, SoraTaskState.Running, SoraTaskState.Succeeded, SoraTaskState.Unknown],
            tasks.OrderBy(task => task.Key, StringComparer.Ordinal)
                .Select(task => task.Value.State is SoraTaskState.Queued ? SoraTaskState.Running : task.Value.State));
        Assert.Equal((4, "16:9"), (tasks["saved"].Duration, tasks["saved"].AspectRatio));
        Assert.Equal(tasks["saved"].CreatedAt, tasks["saved"].SubmittedAt!.Value, TimeSpan.FromMinutes(1));
        Assert.Equal(64, (await ledger.FindFileAsync(tasks["saved"].RequestId))!.Sha256.Length);
        Assert.NotEmpty(await ledger.HistoryAsync(tasks["failed"].RequestId));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Its_rows_are_not_paid_for_again(string version)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        Copy(version, pipeline.Ledger);

        PipelineResult again = await pipeline.SubmitAsync("LinkModel", [.. s_rows, Row("new", "A kite on the beach")]);

        Assert.Equal(1, pipeline.Emulator.Counters.TasksMade);
        Assert.Equal(["", "new", "running", "saved"], again.Submitted.Select(task => task.Name ?? "").Order(StringComparer.Ordinal));
        again.Error(SoraErrorKind.SubmissionUnknown);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task What_stood_beside_its_video_says_whose_it_is(string version)
    {
        using TestLedger place = LedgerOf(version);
        await using StoredLedger ledger = place.Open();
        SoraTask saved = (await ledger.ListAsync(new LedgerQuery { Batch = "spring" })).Single(task => task.Name == "saved");

        Sidecar beside = Sidecar.Read(Path.Combine(s_releases, version, "saved.mp4"))!;

        Assert.Equal((saved.Provider, saved.Id, saved.RequestId), (beside.Provider, beside.Id, beside.RequestId));
        Assert.Equal((await ledger.FindFileAsync(saved.RequestId))!.Sha256, beside.Sha256);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Its_prices_and_settings_are_read(string version)
    {
        IReadOnlyList<PriceEntry> prices = PriceFile.Read(Path.Combine(s_releases, version, "prices.json"));
        Assert.Equal(["LinkModel sora-2 0.68 USD", "GpuBox * 0.002 EUR"], prices.Select(price =>
            string.Create(CultureInfo.InvariantCulture, $"{price.Provider} {price.Model} {price.Amount} {price.Currency}")));

        // Version 0.1.0 had none.
        SettingsFile settings = new(Path.Combine(s_releases, version, "settings.json"));
        Assert.Equal(version == "0.1.0" ? null : "LinkModel", settings.Read().DefaultProvider);
    }

    private static VideoRequest Row(string? name, string prompt) =>
        new() { Name = name, Prompt = prompt, Duration = 4, AspectRatio = "16:9", Batch = "spring" };

    private static TestLedger LedgerOf(string version)
    {
        TestLedger ledger = new(isPostgres: false);
        Copy(version, ledger);
        return ledger;
    }

    private static void Copy(string version, TestLedger ledger) =>
        System.IO.File.Copy(Path.Combine(s_releases, version, "ledger.db"), ledger.File);

    [GeneratedRegex(@"^## v(\S+) - \d{4}-", RegexOptions.Multiline)]
    private static partial Regex Released();
}
