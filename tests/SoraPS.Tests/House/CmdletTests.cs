using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using SoraPS.Commands;

namespace SoraPS.Tests.House;

/// <summary>House rules of the cmdlets, read off their attributes.</summary>
public sealed partial class CmdletTests
{
    private static readonly Type[] s_cmdlets =
        [.. typeof(NewSoraVideoCommand).Assembly.GetTypes().Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)];

    private static readonly string[] s_verbs =
    [
        .. new[] { typeof(VerbsCommon), typeof(VerbsData), typeof(VerbsLifecycle), typeof(VerbsDiagnostic) }
            .SelectMany(verbs => verbs.GetFields()).Select(field => (string)field.GetRawConstantValue()!),
    ];

    private static readonly string[] s_changing = ["New", "Set", "Remove", "Save", "Start", "Stop"];

    public static TheoryData<string> Names => [.. s_cmdlets.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Cmdlet_has_approved_verb_output_type_and_help(string name)
    {
        Type type = Find(name);
        CmdletAttribute cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
        Assert.Contains(cmdlet.VerbName, s_verbs);
        Assert.StartsWith("Sora", cmdlet.NounName, StringComparison.Ordinal);
        Assert.Equal($"{cmdlet.VerbName}{cmdlet.NounName}Command", type.Name);
        Assert.NotEmpty(type.GetCustomAttributes<OutputTypeAttribute>());
        Assert.All(Parameters(type), property => Assert.All(
            property.GetCustomAttributes<ParameterAttribute>(), parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.HelpMessage), property.Name)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_changes_something_can_be_asked_first(string name)
    {
        CmdletAttribute cmdlet = Find(name).GetCustomAttribute<CmdletAttribute>()!;
        Assert.Equal(s_changing.Contains(cmdlet.VerbName), cmdlet.SupportsShouldProcess);
    }

    [Fact]
    public void Manifest_exports_exactly_the_cmdlets()
    {
        string manifest = File.ReadAllText(Path.Combine(Root(), "SoraPS.psd1"));
        IEnumerable<string> listed = Exported().Match(manifest).Groups["list"].Value
            .Split('\'').Where(part => part.Contains('-', StringComparison.Ordinal));
        IEnumerable<string> made = s_cmdlets.Select(type => type.GetCustomAttribute<CmdletAttribute>()!)
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}");
        Assert.Equal(made.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Row_parameters_of_New_SoraVideo_bind_by_property_name()
    {
        string[] rows = ["Prompt", "Provider", "Model", "Duration", "AspectRatio", "Resolution", "Image", "Name", "RemoveWatermark", "CallbackUri", "AdditionalBody"];
        Assert.All(rows, name => Assert.All(
            typeof(NewSoraVideoCommand).GetProperty(name)!.GetCustomAttributes<ParameterAttribute>(),
            parameter => Assert.True(parameter.ValueFromPipelineByPropertyName, name)));
    }

    private static Type Find(string name) => s_cmdlets.Single(type => type.Name == name);

    private static IEnumerable<PropertyInfo> Parameters(Type type) =>
        type.GetProperties().Where(property => property.GetCustomAttribute<ParameterAttribute>() is not null);

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SoraPS.psd1")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"CmdletsToExport\s*=\s*@?\(?(?<list>[^)]*?)(\)|\n\s*\w+\s*=)", RegexOptions.Singleline)]
    private static partial Regex Exported();
}
