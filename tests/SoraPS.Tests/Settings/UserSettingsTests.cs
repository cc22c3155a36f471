using SoraPS.Core.Connections;
using SoraPS.Core.Settings;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Settings;

/// <summary>What a user's settings say, and what a file that people write by hand may hold instead.</summary>
public sealed class UserSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private SettingsFile File => new(_folder.File("settings.json"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{ "defaultProvider": "OpenAI" }""", "OpenAI")]
    [InlineData("""{ "defaultProvider": "openai", "providers": null }""", "OpenAI")]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void A_file_need_not_say_anything_of_providers(string text, string? name)
    {
        System.IO.File.WriteAllText(File.Path!, text);
        ConnectionRegistry connections = new(File);

        Assert.Null(connections.SettingsProblem);
        Assert.Equal(name, connections.Default is null ? null : connections.Choose(null).Name);
    }

    [Theory]
    [InlineData("""{ "providers": { "OpenAI": null } }""", "OpenAI")]
    [InlineData("""{ "defaultProvider": "OpneAI" }""", "there is no provider 'OpneAI'")]
    public void A_file_that_makes_no_sense_is_an_error_that_names_the_place(string text, string problem)
    {
        System.IO.File.WriteAllText(File.Path!, text);
        ConnectionRegistry connections = new(File);

        Assert.Contains(problem, connections.SettingsProblem?.Message, StringComparison.Ordinal);
        Assert.NotNull(connections.Find("OpenAI"));
        Assert.Throws<SoraException>(() => connections.ChangeUser("OpenAI", new() { DefaultModel = "sora-2" }, makesDefault: false));
    }

    [Fact]
    public void A_default_that_is_taken_out_is_none()
    {
        ConnectionRegistry connections = new(File);
        connections.ChangeUser("Box", new() { Dialect = "OpenAI", BaseUri = new("http://127.0.0.1:9/v1") }, makesDefault: true);
        Assert.Equal("Box", new ConnectionRegistry(File).Choose(null).Name);

        connections.ChangeUser("BOX", null, makesDefault: false);
        Assert.Null(new ConnectionRegistry(File).Default);
        Assert.Null(new ConnectionRegistry(File).SettingsProblem);
    }

    [Fact]
    public void A_file_that_is_a_link_stays_one()
    {
        string real = _folder.File("dotfiles.json");
        System.IO.File.WriteAllText(real, "{}");
        System.IO.File.CreateSymbolicLink(File.Path!, real);
        new ConnectionRegistry(File).ChangeUser("OpenAI", new() { DefaultModel = "sora-2" }, makesDefault: false);

        Assert.NotNull(new FileInfo(File.Path!).LinkTarget);
        Assert.Contains("sora-2", System.IO.File.ReadAllText(real), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_proxy_is_not_told_who_the_user_is()
    {
        ConnectionRegistry connections = new(File);
        connections.ChangeUser("OpenAI", new() { Proxy = new("http://one:1"), ProxyUseDefaultCredentials = true }, makesDefault: false);
        connections.ChangeUser("OpenAI", new() { DefaultModel = "sora-2" }, makesDefault: false);
        Assert.True(new ConnectionRegistry(File).Find("OpenAI")!.Proxy!.UseDefaultCredentials);

        connections.ChangeUser("OpenAI", new() { Proxy = new("http://two:2") }, makesDefault: false);
        Assert.False(new ConnectionRegistry(File).Find("OpenAI")!.Proxy!.UseDefaultCredentials);
    }
}
