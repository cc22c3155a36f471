using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using SoraPS.Commands;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>House rules of the cmdlets, read off their attributes.</summary>
public sealed partial class CmdletTests
{
    private static readonly Type[] s_cmdlets =
        [.. typeof(NewSoraVideoCommand).Assembly.GetTypes().Where(type => type.IsDefined(typeof(CmdletAttribute)))];

    private static readonly string[] s_verbs =
    [
        .. new[] { typeof(VerbsCommon), typeof(VerbsData), typeof(VerbsLifecycle), typeof(VerbsDiagnostic) }
            .SelectMany(verbs => verbs.GetFields()).Select(field => (string)field.GetRawConstantValue()!),
    ];

    private static readonly string[] s_changing = ["New", "Set", "Remove", "Save", "Start", "Stop", "Backup", "Copy", "Export"];

    public static TheoryData<string> Names => [.. s_cmdlets.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Cmdlet_has_approved_verb_output_type_and_help(string name)
    {
        Type type = Find(name);
        (string verb, string noun) = NameOf(type);
        Assert.Contains(verb, s_verbs);
        Assert.StartsWith("Sora", noun, StringComparison.Ordinal);
        Assert.Equal($"{verb}{noun}Command", type.Name);
        Assert.NotEmpty(type.GetCustomAttributes<OutputTypeAttribute>());
        Assert.All(Parameters(type), parameter => Assert.False(string.IsNullOrWhiteSpace(Named<string>(parameter, "HelpMessage"))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_changes_something_can_be_asked_first(string name)
    {
        Type type = Find(name);
        Assert.Equal(s_changing.Contains(NameOf(type).Verb), Named<bool>(Attribute<CmdletAttribute>(type), "SupportsShouldProcess"));
    }

    [Fact]
    public void Manifest_exports_exactly_the_cmdlets()
    {
        string manifest = File.ReadAllText(Path.Combine(Repository.Root, "SoraPS.psd1"));
        IEnumerable<string> listed = Exported().Match(manifest).Groups["list"].Value
            .Split('\'').Where(part => part.Contains('-', StringComparison.Ordinal));
        IEnumerable<string> made = s_cmdlets.Select(NameOf).Select(cmdlet => $"{cmdlet.Verb}-{cmdlet.Noun}");
        Assert.Equal(made.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Row_parameters_of_New_SoraVideo_bind_by_property_name()
    {
        string[] rows =
        [
            "Prompt", "Provider", "Model", "Duration", "AspectRatio", "Resolution", "Image", "Name", "RemoveWatermark", "CallbackUri",
            "AdditionalBody", "RemixOf", "EditOf", "ExtensionOf",
        ];
        Assert.All(rows, name => Assert.True(
            Named<bool>(
                Attribute<ParameterAttribute>(typeof(NewSoraVideoCommand).GetProperty(name)!), "ValueFromPipelineByPropertyName"), name));
    }

    // The reference library's attributes have empty bodies: only the data in the metadata tells what was declared.
    private static CustomAttributeData Attribute<T>(MemberInfo member) =>
        member.GetCustomAttributesData().First(data => data.AttributeType == typeof(T));

    private static T? Named<T>(CustomAttributeData data, string name) =>
        data.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value ? value : default;

    private static (string Verb, string Noun) NameOf(Type type)
    {
        IList<CustomAttributeTypedArgument> arguments = Attribute<CmdletAttribute>(type).ConstructorArguments;
        return ((string)arguments[0].Value!, (string)arguments[1].Value!);
    }

    private static Type Find(string name) => s_cmdlets.Single(type => type.Name == name);

    private static IEnumerable<CustomAttributeData> Parameters(Type type) => type.GetProperties()
        .SelectMany(property => property.GetCustomAttributesData())
        .Where(data => data.AttributeType == typeof(ParameterAttribute));

    [GeneratedRegex(@"CmdletsToExport\s*=\s*@?\(?(?<list>[^)]*?)(\)|\n\s*\w+\s*=)", RegexOptions.Singleline)]
    private static partial Regex Exported();
}
