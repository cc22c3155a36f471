using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SoraPS.Commands;
using SoraPS.Core;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>Who may know whom.</summary>
public sealed partial class LayeringTests
{
    private static readonly string s_source = Path.Combine(Repository.Root, "src");

    [Fact]
    public void The_core_knows_no_PowerShell_no_emulator_and_no_cmdlets() =>
        Assert.DoesNotContain(References(typeof(SoraClient).Assembly), name =>
            name is "System.Management.Automation" or "Microsoft.PowerShell.SDK" or "SoraPS.Emulator" or "SoraPS");

    // A reference would be loaded as soon as a method that names it is compiled.
    [Fact]
    public void A_servers_driver_is_loaded_only_where_a_ledger_is_on_a_server()
    {
        foreach (Type type in (Type[])[typeof(SoraTask), typeof(SoraClient), typeof(NewSoraVideoCommand)])
        {
            Assert.DoesNotContain(References(type.Assembly), name => name is "SoraPS.Postgres" or "Npgsql");
        }
    }

    [Fact]
    public void The_model_types_and_the_emulator_know_the_framework_only()
    {
        Assert.All(References(typeof(SoraTask).Assembly), AssertOfFramework);
        Assert.All(References(typeof(VideoEmulator).Assembly), AssertOfFramework);
    }

    [Theory]
    [InlineData("SoraPS.Abstractions")]
    [InlineData("SoraPS.Emulator")]
    public void They_have_no_packages_and_no_other_project(string project)
    {
        XDocument file = XDocument.Load(Path.Combine(s_source, project, $"{project}.csproj"));
        Assert.Empty(file.Descendants("PackageReference").Concat(file.Descendants("ProjectReference")));
    }

    [Fact]
    public void No_provider_knows_another()
    {
        string[] names = [.. DialectCatalog.All.Select(dialect => dialect.Name)];
        foreach (string name in names)
        {
            string[] others = [.. names.Where(other => other != name).Select(other => $"SoraPS.Core.Dialects.{other}")];
            Assert.All(SourcesOf(name), file => Assert.All(others, other =>
                Assert.False(Regex.IsMatch(file.Text, $@"\b{Regex.Escape(other)}\b"), $"{file.Path} names {other}")));
            string[] types = [.. typeof(Dialect).Assembly.GetTypes()
                .Where(type => others.Contains(type.Namespace)).Select(type => type.Name)];
            Assert.All(SourcesOf(name), file => Assert.All(types, type =>
                Assert.False(Regex.IsMatch(file.Text, $@"\b{Regex.Escape(type)}\b"), $"{file.Path} names {type}")));
        }
    }

    [Fact]
    public void Providers_are_pure()
    {
        foreach (string name in DialectCatalog.All.Select(dialect => dialect.Name))
        {
            Assert.All(SourcesOf(name), file =>
                Assert.False(Impure().IsMatch(file.Text), $"{file.Path}: {Impure().Match(file.Text).Value}"));
        }
    }

    [Fact]
    public void A_provider_is_one_folder_and_every_folder_is_registered()
    {
        string[] folders = [.. Directory.GetDirectories(Path.Combine(s_source, "SoraPS.Core", "Dialects"))
            .Select(Path.GetFileName).OfType<string>().Where(name => name != "Shared")];
        Assert.Equal(folders.Order(), DialectCatalog.All.Select(dialect => dialect.Name).Order());
        Assert.All(DialectCatalog.All, dialect => Assert.Equal($"SoraPS.Core.Dialects.{dialect.Name}", dialect.GetType().Namespace));
    }

    [Fact]
    public async Task Every_dialect_has_its_emulator()
    {
        await using VideoEmulator emulator = VideoEmulator.Start(new());
        Assert.Equal(DialectCatalog.All.Select(dialect => dialect.Name).Order(), emulator.Dialects.Order());
    }

    [Fact]
    public void No_type_of_the_emulator_has_the_name_of_another_in_the_product()
    {
        IEnumerable<string> others = new[] { typeof(SoraTask), typeof(SoraClient), typeof(SoraPS.Commands.NewSoraVideoCommand) }
            .SelectMany(type => NamesBelow("SoraPS", type.Assembly));

        // A source file of Core that the emulator is compiled with keeps its namespace.
        Assert.Empty(NamesBelow("SoraPS.Emulator", typeof(VideoEmulator).Assembly).Intersect(others));
    }

    [Fact]
    public void Nothing_public_shows_a_key_or_a_package()
    {
        // The emulator's key opens nothing.
        foreach (Type type in typeof(SoraTask).Assembly.GetExportedTypes().Where(type => type.Name != nameof(SoraEmulator)))
        {
            Assert.DoesNotContain(type.GetProperties(), property => property.Name is "Key" or "ApiKey" or "SessionKey");
        }

        Type[] shown = [.. typeof(SoraClient).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetProperties().Select(property => property.PropertyType)
                .Concat(type.GetMethods().SelectMany(method =>
                    method.GetParameters().Select(one => one.ParameterType).Append(method.ReturnType))))];
        Assert.DoesNotContain(shown, type => type.Namespace?.StartsWith("Polly", StringComparison.Ordinal) == true);
    }

    // What the compiler makes has no namespace of the product.
    private static IEnumerable<string> NamesBelow(string space, Assembly assembly) => assembly.GetTypes()
        .Where(type => !type.IsNested && type.Namespace?.StartsWith(space, StringComparison.Ordinal) == true)
        .Select(type => type.Name);

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static void AssertOfFramework(string name)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.True(File.Exists(Path.Combine(framework, $"{name}.dll")), $"{name} is not of the framework");
    }

    private static (string Path, string Text)[] SourcesOf(string provider)
    {
        string folder = Path.Combine(s_source, "SoraPS.Core", "Dialects", provider);
        (string, string)[] files = [.. Directory.GetFiles(folder, "*.cs").Select(file => (file, File.ReadAllText(file)))];
        Assert.NotEmpty(files);
        return files;
    }

    [GeneratedRegex(
        @"\b(HttpClient|HttpRequestMessage|HttpResponseMessage|HttpContent|System\.Net\.Http"
        + @"|SoraPS\.Core\.(Http|Stages|Downloads|Connections)"
        + @"|File\.\w+|Thread\.\w+|ValueTask|DateTimeOffset\.(UtcNow|Now)|DateTime\.(UtcNow|Now)|Environment\.\w+)\b|\bawait |\bTask<")]
    private static partial Regex Impure();
}
