using SoraPS.Core.Images;

namespace SoraPS.Tests.Requests;

public sealed class DataUrlTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAABQAAAALQCAIAAAA=";

    [Theory]
    [InlineData("data:image/png;base64," + Png)]
    [InlineData("DATA:image/png;charset=utf-8;BASE64," + Png)]
    [InlineData("data:;base64," + Png)]
    [InlineData("data:image/jpeg;base64,iVBORw0KGgoAAAANSUhE\r\nUgAABQAAAALQCAIAAAA%3D")]
    public void The_picture_is_told_by_its_bytes(string url)
    {
        Assert.True(DataUrl.IsOne(url));
        LoadedImage image = DataUrl.Load(url, 100);
        Assert.Equal(("image/png", 1280, 720), (image.ContentType, image.Width, image.Height));
        Assert.Equal(Convert.FromBase64String(Png), image.Bytes.ToArray());
    }

    [Fact]
    public void It_may_be_longer_than_an_address()
    {
        byte[] bytes = new byte[1_000_000];
        Convert.FromBase64String(Png).CopyTo(bytes, 0);
        Assert.Equal(bytes, DataUrl.Load("data:image/png;base64," + Convert.ToBase64String(bytes), bytes.Length).Bytes.ToArray());
    }

    [Theory]
    [InlineData("data:image/png," + Png, "no Base64")]
    [InlineData("data:image/png;base64", "no Base64")]
    [InlineData("data:image/png;base64," + Png + "!", "no valid Base64")]
    [InlineData("data:image/png;base64,%", "no valid Base64")]
    [InlineData("data:image/png;base64,iVBORw0KGg", "no valid Base64")]
    [InlineData("data:image/png;base64,", "empty")]
    [InlineData("data:image/png;base64,R0lGODlh", "a GIF")]
    public void What_holds_no_picture_is_told(string url, string why)
    {
        SoraException error = Assert.Throws<SoraException>(() => DataUrl.Load(url, 100));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("iVBOR", error.ToString(), StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(28, false)]
    public void Its_size_is_that_of_the_picture(int maxBytes, bool isTaken)
    {
        string url = "data:image/png;base64," + Png;
        if (isTaken)
        {
            Assert.Equal(29, DataUrl.Load(url, maxBytes).Bytes.Length);
        }
        else
        {
            Assert.Contains("28 bytes", Assert.Throws<SoraException>(() => DataUrl.Load(url, maxBytes)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("data:/pictures/a,b.png")]
    [InlineData("https://a.example/data:image/png;base64,x")]
    [InlineData("data")]
    [InlineData("")]
    public void Other_texts_are_none(string text) => Assert.False(DataUrl.IsOne(text));
}
