using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>A change of what users' scripts can name is seen in review, as a change of docs/public-surface.txt.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void It_is_what_is_written_down()
    {
        string written = Path.Combine(Repository.Root, "docs", "public-surface.txt");
        string[] lines = [.. PublicSurface.Lines()];
        string[] known = File.Exists(written) ? File.ReadAllLines(written) : [];

        string[] gone = [.. known.Except(lines).Select(line => $"gone: {line}")];
        string[] added = [.. lines.Except(known).Select(line => $"new: {line}")];

        if (gone.Length > 0 || added.Length > 0 || !lines.SequenceEqual(known))
        {
            string made = Path.Combine(Repository.Root, "output", "public-surface.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(made)!);
            File.WriteAllText(made, string.Join('\n', [.. lines, ""]));
            Assert.Fail($"If these changes are meant, copy {made} to {written}:\n{string.Join('\n', [.. gone, .. added])}");
        }
    }
}
