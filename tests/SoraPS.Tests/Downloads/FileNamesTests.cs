using System.Text;
using SoraPS.Core.Downloads;

namespace SoraPS.Tests.Downloads;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("fox", "fox")]
    [InlineData("a/b\\c", "a_b_c")]
    [InlineData("a:b*c?d\"e<f>g|h", "a_b_c_d_e_f_g_h")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("..", "id-1")]
    [InlineData(".", "id-1")]
    [InlineData("", "id-1")]
    [InlineData("   ", "id-1")]
    [InlineData(".hidden", "hidden")]
    [InlineData("ends. . .", "ends")]
    [InlineData("CON", "_CON")]
    [InlineData("con.mp4", "_con.mp4")]
    [InlineData("Aux .x", "_Aux .x")]
    [InlineData("COM1", "_COM1")]
    [InlineData("COM¹", "_COM¹")]
    [InlineData("lpt³.x", "_lpt³.x")]
    [InlineData("lpt9.txt", "_lpt9.txt")]
    [InlineData("console", "console")]
    [InlineData("line\nbreak\ttab\0nul", "line_break_tab_nul")]
    [InlineData("\u202Egpj.exe", "_gpj.exe")]
    [InlineData("🦊 fox", "🦊 fox")]
    [InlineData("Füchse-狐", "Füchse-狐")]
    public void Any_name_becomes_a_safe_one(string name, string expected) => Assert.Equal(expected, FileNames.For(Named(name), null));

    [Fact]
    public void A_row_without_a_name_has_its_id_in_the_place_of_it() =>
        Assert.Equal("id-1-take", FileNames.For(Named("") with { Name = null }, "{Name}-take"));

    [Theory]
    [InlineData(150)]
    [InlineData(151)]
    public void A_name_may_have_150_bytes(int bytes) => Assert.Equal(new string('x', 150), FileNames.Safe(new string('x', bytes)));

    [Fact]
    public void Decomposed_letters_are_the_same_name() => Assert.Equal(FileNames.Safe("Fu\u0308chse"), FileNames.Safe("Füchse"));

    [Fact]
    public void Half_of_a_pair_of_surrogates_is_no_name_but_no_crash() => Assert.Equal("a_b", FileNames.Safe("a\uD83Eb"));

    [Theory]
    [InlineData("x")]
    [InlineData("🦊")]
    [InlineData("狐")]
    public void A_long_name_is_cut_between_letters_and_leaves_room_for_what_is_added(string letter)
    {
        string name = FileNames.Safe(string.Concat(Enumerable.Repeat(letter, 300)));
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 140, 150);
        Assert.Equal(name, string.Concat(Enumerable.Repeat(letter, name.Length / letter.Length)));
    }

    [Theory]
    [InlineData("{Provider}-{Name}", "LinkModel-fox")]
    [InlineData("{name}_{Duration:00}s", "fox_08s")]
    [InlineData("{Batch}{Id}", "id-1")]
    [InlineData("sub/{Name}", "sub_fox")]
    [InlineData("{CreatedAt:yyyy}", "2026")]
    [InlineData("..{Batch}", "id-1")]
    public void A_template_names_the_file(string template, string expected)
    {
        FileNames.CheckTemplate(template);
        Assert.Equal(expected, FileNames.For(Named("fox"), template));
    }

    [Theory]
    [InlineData("{Nmae}")]
    [InlineData("{Name}-{Key}")]
    [InlineData("{Duration:Q}")]
    [InlineData("{CreatedAt:%}")]
    public void A_template_with_a_mistake_is_told_before_anything_is_done(string template)
    {
        SoraException error = Assert.Throws<SoraException>(() => FileNames.CheckTemplate(template));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("{Duration:00}", error.RecommendedAction, StringComparison.Ordinal);
    }

    private static SoraTask Named(string name) => new()
    {
        RequestId = "r1",
        Id = "id-1",
        Provider = "LinkModel",
        Name = name,
        Duration = 8,
        CreatedAt = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
    };
}
