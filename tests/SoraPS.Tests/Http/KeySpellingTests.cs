using SoraPS.Core.Connections;
using SoraPS.Core.Text;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Http.MarkedKey;

namespace SoraPS.Tests.Http;

/// <summary>A key is found in every spelling that an answer may give it, and nothing else is taken for it.</summary>
public sealed class KeySpellingTests
{
    [Fact]
    public void A_key_of_any_characters_is_taken_out_in_every_spelling()
    {
        string key = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(number => (char)number));
        string[] spellings =
        [
            key,
            System.Text.Json.JsonSerializer.Serialize(key).Trim('"'),
            string.Concat(key.Select(c => $"\\u{(int)c:X4}")),
            Uri.EscapeDataString(key),
            string.Concat(key.Select(c => $"%{(int)c:x2}")),
            System.Net.WebUtility.HtmlEncode(key),
            string.Concat(key.Select(c => $"&#{(int)c};")),
            string.Concat(key.Select(c => $"&#x{(int)c:X2};")),
        ];
        Assert.All(spellings, spelling =>
        {
            string text = $"<{spelling}> \\ % &";
            Assert.Equal("<***> \\ % &", Secrets.Of(key).Without(text));
        });
    }

    [Theory]
    [InlineData("SK-TEST-QV7ZKW/ABC+DEF")]
    [InlineData("sk-test-Qv7Zkw")]
    [InlineData("7Zkw/abc")]
    [InlineData("sk-test-Qv7Zkw\\u0026#47;abc\\u0026#43;def")]
    [InlineData("sk-test-Qv7Zkw\\\\\\/abc\\\\u002bdef")]
    [InlineData("sk-test-Qv7Zkw%252Fabc%252Bdef")]
    [InlineData("sk-test-Qv7Zkw&amp;#x2f;abc&plus;def", "***&plus;def")]
    [InlineData("736b2d746573742d5176375a6b772f6162632b646566")]
    [InlineData("736B2D746573742D5176375A6B772F6162632B646566")]
    [InlineData("c2stdGVzdC1Rdjdaa3cvYWJjK2RlZg==", "***g==")]
    [InlineData("dXNlcjpzay10ZXN0LVF2N1prdy9hYmMrZGVm", "dXNlcjp***")]
    [InlineData("Ym9iOnNrLXRlc3QtUXY3Wmt3L2FiYytkZWY", "Ym9iOn***Y")]
    public void Parts_and_spellings_of_a_key_are_taken_out(string told, string shown = "***") =>
        Assert.Equal($"The key <{shown}> is bad: 5 % \\ &.", Secrets.Of(Key).Without($"The key <{told}> is bad: 5 % \\ &."));

    [Theory]
    [InlineData("sk-test-Qv7Zkw/abc+def", true)]
    [InlineData("SK-TEST-QV7ZKW%2Fabc%2bdef", true)]
    [InlineData("736b2d746573742d5176375a6b772f6162632b646566", true)]
    [InlineData("%736b2d746573742d5176375a6b772f6162632b646566", true)]
    [InlineData("c2stdGVzdC1Rdjdaa3cvYWJjK2RlZg==", true)]
    [InlineData("dXNlcjpzay10ZXN0LVF2N1prdy9hYmMrZGVm", true)]
    [InlineData("sk-test-Qv7Zkw/abc", false)]
    [InlineData("736b2d746573742d5176375a6b772f6162632b64", false)]
    public void An_id_that_holds_the_whole_key_in_any_spelling_is_none(string id, bool holds) =>
        Assert.Equal(holds, Secrets.Of(Key).AreWhollyIn($"https://h/{id}/1"));

    [Fact]
    public void The_alphabet_of_base64_for_addresses_hides_no_key()
    {
        const string Odd = "sk-???>>>~~~-key";
        string told = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Odd)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.Matches("[-_]", told);
        Assert.True(Secrets.Of(Odd).AreWhollyIn(told));
    }

    [Theory]
    [InlineData("video", """{"id":"video_123abc","object":"video"}""", """{"id":"video_123abc","object":"***"}""")]
    [InlineData("video", "Two videos, my-video", "Two videos, my-video")]
    [InlineData("video", "Bearer VIDEO, v\\u0069deo", "Bearer ***, ***")]
    [InlineData("key", "no key", "no key")]
    [InlineData("video-generation", "the video gene", "the video gene")]
    public void A_short_key_is_taken_out_where_it_stands_alone(string key, string told, string shown) =>
        Assert.Equal(shown, Secrets.Of(key).Without(told));

    [Fact]
    public async Task A_text_made_to_look_like_the_key_takes_no_time()
    {
        string key = string.Concat(Enumerable.Range(0, 40).Select(number => (char)('A' + (number % 26))));
        string[] texts =
        [
            $@"{key[..39]}\",
            string.Concat(Enumerable.Repeat(key[..39], 50_000)) + '&',
            string.Concat(Enumerable.Repeat("%25", 500_000)),
            string.Concat(Enumerable.Repeat("&amp;", 500_000)),
            new string('\\', 2_000_000),
            new string(';', 2_000_000),
            $"{new string('&', 1_000_000)}{new string(';', 1_000_000)}",
        ];
        foreach (string text in texts)
        {
            await Task.Run(() => Secrets.Of(key).Without(text)).WaitAsync(TestPipeline.Timeout);
        }
    }

    [Fact]
    public void A_key_that_is_none_is_told_by_where_it_was_found()
    {
        const string Variable = "SORAPS_TESTS_SPLIT_KEY";
        Environment.SetEnvironmentVariable(Variable, "sk-\nsecret");
        SoraException error = Assert.Throws<SoraException>(
            () => (new ConnectionRegistry().Find("OpenAI")! with { KeyVariable = Variable }).FindKey());
        Assert.StartsWith($"The key of OpenAI in $env:{Variable} is empty or holds", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_prints_as_stars()
    {
        ApiKey key = new($"  {Key}\r\n");
        Connection connection = new ConnectionRegistry().Find("OpenAI")! with { SessionKey = key };
        Assert.Equal("***", $"{key}");
        Assert.DoesNotContain(Mark, connection.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, System.Text.Json.JsonSerializer.Serialize(key), StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, connection.ToProvider(isDefault: true).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("schlüssel")]
    public void What_no_header_can_carry_is_no_key(string text)
    {
        SoraException error = Assert.Throws<SoraException>(() => new ApiKey(text));
        Assert.Equal(SoraErrorKind.ApiKeyMissing, error.Kind);
        Assert.True(text.Trim().Length == 0 || !error.Message.Contains(text, StringComparison.Ordinal));
    }
}
