using System.Text;
using System.Text.Json.Nodes;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

public class IdempotencyKeyTests
{
    private static readonly VideoRequest s_row = new() { Prompt = "A cat" };

    [Fact]
    public void A_name_is_the_key_whatever_is_asked_for()
    {
        IdempotencyKey first = new IdempotencyKeys().Of("b", s_row with { Name = " a " });
        IdempotencyKey second = new IdempotencyKeys().Of("b", s_row with { Name = "a", Duration = 8 });

        Assert.Equal("name:a", first.Key);
        Assert.Equal(first.Key, second.Key);
        Assert.NotEqual(first.ContentHash, second.ContentHash);
    }

    [Fact]
    public void A_picture_in_a_data_URL_counts_by_its_bytes_as_in_a_file()
    {
        using TempFolder folder = new();
        byte[] png = Convert.FromHexString("89504E470D0A1A0A0000000D4948445200000500000002D00802000000");
        File.WriteAllBytes(folder.File("a.png"), png);
        VideoRequest row = Data("data:image/png;base64," + Convert.ToBase64String(png));

        Assert.Equal(Key(s_row with { Image = new() { Path = folder.File("a.png") } }), Key(row));
        png[^1]++;
        string[] keys = [.. new IdempotencyKeys().Of("b", row).Places.Select(place => place.Key)];
        Assert.DoesNotContain(Key(Data("data:;base64," + Convert.ToBase64String(png))), keys);
        Assert.DoesNotContain(Key(s_row), keys);
        Assert.Equal(Key(Data("DATA:image/x;base64,iVBORw0KGgo%3D")), Key(Data("data:;base64,iVBORw0KGgo=")));
    }

    private static VideoRequest Data(string url) => s_row with { Image = new() { Data = url } };

    [Fact]
    public void Equal_rows_are_counted_in_their_batch()
    {
        IdempotencyKeys keys = new();
        IdempotencyKey[] rows = [keys.Of("b", s_row), keys.Of("B ", s_row), keys.Of("other", s_row)];

        Assert.EndsWith(":0", rows[0].Key, StringComparison.Ordinal);
        Assert.EndsWith(":1", rows[1].Key, StringComparison.Ordinal);
        Assert.EndsWith(":0", rows[2].Key, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_is_the_one_that_ledgers_hold() => Assert.Equal(
        "d0b0b4d91b31c2a422c272986efea7cff7873499de89917a0e64f5a072499d31",
        Hash(s_row with { Model = "sora-2", Duration = 8, AspectRatio = "16:9" }));

    [Fact]
    public void A_plain_row_has_one_key_and_it_is_the_one_that_ledgers_hold()
    {
        IdempotencyKey key = new IdempotencyKeys().Of("b", s_row with { Model = "sora-2", Duration = 8, AspectRatio = "16:9" });

        Assert.Equal([("b", "hash:d0b0b4d91b31c2a422c272986efea7cff7873499de89917a0e64f5a072499d31:0")], key.Places);
    }

    [Theory]
    [InlineData("One\r\nTwo", "One\nTwo")]
    [InlineData("One\rTwo", "One\nTwo")]
    [InlineData("Cafe\u0301", "Caf\u00e9")]
    [InlineData("Cafe\u0301\r\nTwo", "Caf\u00e9\nTwo")]
    public void The_same_text_is_the_same_row_however_it_is_written(string one, string other)
    {
        Assert.Equal(Key(s_row with { Prompt = one }), Key(s_row with { Prompt = other }));
        Assert.Equal(Key(s_row with { Name = one }), Key(s_row with { Name = other }));
        Assert.Equal(
            Key(s_row with { AdditionalBody = new JsonObject { ["not"] = one } }),
            Key(s_row with { AdditionalBody = new JsonObject { ["not"] = other } }));
        Assert.NotEqual(Key(s_row with { Prompt = one }), Key(s_row with { Prompt = one.ReplaceLineEndings("") + "!" }));
    }

    [Fact]
    public void Half_a_character_is_no_failure() => Assert.NotEqual(Key(s_row with { Prompt = "A \ud83d" }), Key(s_row));

    [Fact]
    public void A_local_image_counts_by_what_it_shows_and_not_by_where_it_lies()
    {
        using TempFolder folder = new();
        VideoRequest At(string name, string content)
        {
            byte[] head = Convert.FromHexString("89504E470D0A1A0A0000000D49484452");
            File.WriteAllBytes(folder.File(name), [.. head, .. Encoding.UTF8.GetBytes(content)]);
            return s_row with { Image = new() { Path = folder.File(name) } };
        }

        string fox = Key(At("a.png", "fox"));
        Assert.Equal(fox, Key(At("moved.png", "fox")));
        Assert.NotEqual(fox, Key(At("a.png", "hare")));

        VideoRequest gone = At("a.png", "fox");
        IdempotencyKey before = new IdempotencyKeys().Of("b", gone with { Name = "a" });
        File.Delete(gone.Image!.Path!);
        Assert.True(new IdempotencyKeys().Of("b", gone with { Name = "a" }).AsksFor(before.ContentHash));
    }

    [Fact]
    public void Spellings_of_the_same_wish_are_equal()
    {
        Assert.Equal(Hash(s_row with { AspectRatio = "9:16" }), Hash(s_row with { AspectRatio = " Portrait" }));
        Assert.Equal(Hash(s_row with { Resolution = "1280x720" }), Hash(s_row with { Resolution = "1280*720" }));
        Assert.Equal(Hash(s_row), Hash(s_row with { Model = " ", AspectRatio = "" }));
        Assert.Equal(
            Hash(s_row with { AdditionalBody = Body("""{"a":1,"b":{"c":[1,2],"d":null}}""") }),
            Hash(s_row with { AdditionalBody = Body("""{"b":{"d":null,"c":[1,2]},"a":1}""") }));
    }

    [Fact]
    public void Every_field_that_changes_the_video_counts()
    {
        VideoRequest[] rows =
        [
            s_row,
            s_row with { Prompt = "A dog" },
            s_row with { Model = "sora-2" },
            s_row with { Duration = 8 },
            s_row with { AspectRatio = "9:16" },
            s_row with { Resolution = "720p" },
            s_row with { Image = new() { Uri = new("https://example.com/a.jpg") } },
            s_row with { Image = new() { Path = "/a.jpg" } },
            s_row with { RemoveWatermark = true },
            s_row with { RemoveWatermark = false },
            s_row with { AdditionalBody = Body("""{"a":1}""") },
            s_row with { AdditionalBody = Body("""{"a":"1"}""") },
        ];

        Assert.Equal(rows.Length, rows.Select(Hash).Distinct().Count());
        Assert.Equal(Hash(s_row), Hash(s_row with { CallbackUri = new("https://h/"), Batch = "b" }));
    }

    private static string Key(VideoRequest row) => new IdempotencyKeys().Of("b", row).Key;

    private static string Hash(VideoRequest row) => new IdempotencyKeys().Of("b", row) is var key ? key.ContentHash ?? key.Key : "";

    private static JsonObject Body(string json) => JsonNode.Parse(json)!.AsObject();
}
