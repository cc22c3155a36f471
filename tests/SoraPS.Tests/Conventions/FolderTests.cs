using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>A folder is one feature, taken in at a glance. That a namespace is its folder, the build holds (IDE0130).</summary>
public sealed class FolderTests
{
    private const int MostFiles = 15;

    // One file a cmdlet.
    private const string Cmdlets = "src/SoraPS/Commands";

    [Fact]
    public void No_folder_of_the_sources_holds_more_than_a_feature()
    {
        IEnumerable<string> tooLarge = Repository.SourcesOf("src")
            .CountBy(file => Path.GetDirectoryName(file)!.Replace('\\', '/'))
            .Where(folder => folder.Value > MostFiles && folder.Key != Cmdlets)
            .Select(folder => $"{folder.Key}: {folder.Value} files");
        Assert.Empty(tooLarge);
    }
}
