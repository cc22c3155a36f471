using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>A file is read in one sitting, and a line without scrolling.</summary>
public sealed class LengthTests
{
    private const int MostColumns = 140;

    public static TheoryData<string> Folders => ["src", "."];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Files_are_short(string folder)
    {
        (string File, int Lines)[] files =
            [.. Repository.SourcesOf(folder).Select(file => (file, Repository.LinesOf(file).Length)).OrderBy(file => file.Item2)];
        Assert.True(Share(0.5).Lines <= 60, $"Half of the files have more than {Share(0.5).Lines - 1} lines.");
        Assert.True(Share(0.9).Lines <= 140, $"One in ten has more than {Share(0.9).Lines - 1} lines.");
        Assert.True(files[^1].Lines <= 300, $"{files[^1].File} has {files[^1].Lines} lines.");

        (string File, int Lines) Share(double share) => files[(int)(files.Length * share)];
    }

    [Fact]
    public void Lines_are_short()
    {
        IEnumerable<string> tooLong = Repository.SourcesOf(".")
            .SelectMany(file => Repository.LinesOf(file).Index()
                .Where(line => line.Item.Length > MostColumns).Select(line => $"{file}:{line.Index + 1}"));
        Assert.Empty(tooLong);
    }
}
