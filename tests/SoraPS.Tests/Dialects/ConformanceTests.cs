using System.Reflection;
using System.Text;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Emulator;
using SoraPS.Tests.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>What every dialect has beside its code. A new one is found by itself, and fails here until it has all of it.</summary>
public sealed class ConformanceTests
{
    private static readonly string[] s_answers = ["create", "status", "error", "list"];

    public static TheoryData<string> Names => [.. DialectCatalog.All.Select(dialect => dialect.Name)];

    [Theory, MemberData(nameof(Names))]
    public void It_has_fixtures_of_a_create_answer_a_status_and_an_error_and_says_where_they_are_from(string name)
    {
        Assert.All(s_answers[..3], prefix => Assert.NotEmpty(Fixture.Names(name, prefix)));
        Assert.Contains("\n- `create-", Fixture.Text($"{name}/README.md"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void It_has_a_fixture_of_each_state_that_it_has_a_word_for(string name)
    {
        Dialect dialect = Of(name);
        IEnumerable<SoraTaskState> shown = Fixture.Names(name, "create").Concat(Fixture.Names(name, "status"))
            .Select(path => dialect.ReadStatus(Fixture.Answer(path)))
            .Where(report => dialect.States.Documented.ContainsKey(report.RawState ?? ""))
            .Select(report => report.State);
        Assert.Empty(dialect.States.Documented.Values.Except(shown));
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_states_are_the_words_of_its_document_test(string name)
    {
        IEnumerable<string> tested = DocumentTest(name).GetMethod("Each_state_word_is_read")!
            .GetCustomAttributes<InlineDataAttribute>()
            .SelectMany(data => data.GetData(null!))
            .Select(values => ((string)values[0]).ToLowerInvariant());
        Assert.Equal(Of(name).States.Documented.Keys.Order(StringComparer.Ordinal), tested.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_document_test_compares_client_and_emulator_with_the_document(string name)
    {
        string[] facts = [.. DocumentTest(name).GetMethods()
            .Where(method => method.IsDefined(typeof(FactAttribute))).Select(method => method.Name)];
        Assert.Contains(facts, fact => fact.StartsWith("Create_", StringComparison.Ordinal));
        Assert.Contains(facts, fact => fact.StartsWith("The_emulator_answers_", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void It_reads_the_answers_of_its_fixtures(string name)
    {
        Dialect dialect = Of(name);
        Assert.All(Fixture.Names(name, "create"), path =>
        {
            GatewayAnswer answer = Fixture.Answer(path);
            string? id = dialect.ReadCreate(answer).Id;
            Assert.NotNull(id);
            Assert.Equal(id, NamedId.Find(Encoding.UTF8.GetBytes(answer.Text), dialect.IdNames)?.Value);
        });
        Assert.All(Fixture.Names(name, "create").Concat(Fixture.Names(name, "status")), path =>
            Assert.Null(dialect.ReadError(Fixture.Answer(path))));
        Assert.All(Fixture.Names(name, "error"), path =>
            Assert.NotEmpty(dialect.ReadError(Fixture.Answer(path, Fixture.StatusOf(path)))!.Message));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_spoilt_field_of_a_fixture_breaks_a_reader(string name)
    {
        Dialect dialect = Of(name);
        foreach (string path in s_answers.SelectMany(prefix => Fixture.Names(name, prefix)))
        {
            foreach (int status in new[] { 200, 404, Fixture.StatusOf(path) }.Distinct())
            {
                foreach (GatewayAnswer answer in Fixture.Mutations(path, status))
                {
                    Assert.NotNull(dialect.ReadCreate(answer));
                    Assert.NotNull(dialect.ReadStatus(answer));
                    Assert.True(dialect.ReadError(answer)?.Message.Length > 0 || status == 200, answer.Text);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task It_has_an_emulator_of_its_name_and_a_case_to_test_it_by(string name)
    {
        await using VideoEmulator emulator = VideoEmulator.Start(new EmulatorOptions());
        Assert.Contains(name, emulator.Dialects);
        Assert.NotEmpty(Repository.SourcesOf("src", "SoraPS.Emulator", "Dialects", name));
        Assert.NotEmpty(DialectCase.Of(name).OnTheWay);
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_key_has_the_header_of_its_case_and_a_variable_of_its_own(string name)
    {
        KeyHeader header = Of(name).KeyHeader;
        Assert.Equal(DialectCase.Of(name).KeyHeader("k"), (header.Name, header.ValueOf("k")));
        Assert.Equal(header.Name, KeyHeader.Named(header.Name).Name);
        Assert.Matches("^[A-Z0-9]+_API_KEY$", Of(name).KeyVariable);
        Assert.Single(DialectCatalog.All, dialect => dialect.KeyVariable == Of(name).KeyVariable);
    }

    [Theory, MemberData(nameof(Names))]
    public void It_has_a_row_in_the_tables_of_providers(string name)
    {
        Dialect dialect = Of(name);
        string[] cells = [name, dialect.KeyVariable, dialect.DefaultBaseUri.AbsoluteUri.TrimEnd('/')];
        Assert.Contains($"\n| {string.Join(" | ", cells.Select(cell => $"`{cell}`"))} |\n", Page("README.md"), StringComparison.Ordinal);
        Assert.Contains(
            $"\n| {string.Join(" | ", cells)} |\n", Page("docs", "en-US", "about_SoraPS_Providers.md"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_models_are_told_and_its_prices_have_a_day_and_a_source(string name)
    {
        Dialect dialect = Of(name);
        Assert.NotEmpty(dialect.Models);
        Assert.All(dialect.Models.SelectMany(model => model.Prices), price =>
        {
            Assert.InRange(price.AsOf, new DateOnly(2025, 9, 30), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date).AddDays(1));
            Assert.NotEmpty(price.Source);
        });
    }

    private static Dialect Of(string name) => DialectCatalog.Find(name)!;

    private static Type DocumentTest(string name)
    {
        Type? test = typeof(ConformanceTests).Assembly.GetType($"SoraPS.Tests.Documents.{name}DocumentTests");
        Assert.True(test is not null, $"tests/SoraPS.Tests/Documents/{name}DocumentTests.cs is missing.");
        return test;
    }

    private static string Page(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));
}
