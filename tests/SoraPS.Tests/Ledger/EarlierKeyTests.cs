using SoraPS.Core.Images;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using SoraPS.Core.Text;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>A batch that an earlier version has written down, by texts and image paths as they were given, is known by this one.</summary>
[Trait("Ledger", "Any")]
public class EarlierKeyTests : LedgerFixture
{
    [Theory]
    [InlineData("One\r\nCaf\u00e9", "One\nCaf\u00e9")]
    [InlineData("One\nCafe\u0301", "One\r\nCafe\u0301")]
    [InlineData("One\nCafe\u0301", "One\r\nCaf\u00e9")]
    [InlineData("One\r\nCafe\u0301", "One\r\nCafe\u0301")]
    public async Task A_row_is_found_by_its_text_as_it_was_given(string given, string now)
    {
        VideoRequest row = new() { Prompt = given };
        await using StoredLedger ledger = Open();
        SoraTask old = await RecordedAsync(ledger, SoraTaskState.Running, KeyBefore(row));

        await IsKnownAsync(ledger, old, new IdempotencyKeys().Of("spring", row with { Prompt = now }));
    }

    [Fact]
    public async Task A_name_is_found_as_it_was_given()
    {
        await using StoredLedger ledger = Open();
        VideoRequest row = new() { Prompt = "A cat" };
        string hash = RequestFingerprint.Hash(row, TextForm.Earlier[0], null);
        SoraTask old = await RecordedAsync(ledger, SoraTaskState.Running, new IdempotencyKey("spring", "name:Cafe\u0301", hash));

        await IsKnownAsync(ledger, old, new IdempotencyKeys().Of("spring", row with { Name = "Caf\u00e9" }));
    }

    [Theory]
    [InlineData("Cafe\u0301", "Caf\u00e9")]
    [InlineData("Cafe\u0301", "Cafe\u0301")]
    [InlineData("Caf\u00e9", "Cafe\u0301")]
    public async Task A_batch_is_found_as_it_was_given(string given, string now)
    {
        await using StoredLedger ledger = Open();
        VideoRequest row = new() { Prompt = "A cat" };
        SoraTask old = await RecordedAsync(ledger, SoraTaskState.Running, KeyBefore(row) with { Batch = given });

        await IsKnownAsync(ledger, old, new IdempotencyKeys().Of(now, row));
        Assert.Single(await ledger.ListAsync(new LedgerQuery { Batch = given }));
    }

    [Fact]
    public async Task A_batch_is_one_however_it_is_written()
    {
        await using StoredLedger ledger = Open();
        VideoRequest row = new() { Prompt = "A cat" };
        SoraTask first = await RecordedAsync(ledger, SoraTaskState.Running, new IdempotencyKeys().Of("Cafe\u0301", row));

        await IsKnownAsync(ledger, first, new IdempotencyKeys().Of("Caf\u00e9", row));
        Assert.Equal([first], await ledger.ListAsync(new LedgerQuery { Batch = "Cafe\u0301" }));
        Assert.Equal([first], await ledger.ListAsync(new LedgerQuery { Batch = "*e\u0301" }));
    }

    [Fact]
    public async Task A_row_is_found_by_the_path_of_its_image()
    {
        using TempFolder folder = new();
        string path = folder.File("a.png");
        System.IO.File.WriteAllBytes(path, Convert.FromHexString("89504E470D0A1A0A0000000D49484452"));
        VideoRequest row = new() { Prompt = "A cat", Image = new ImageInput { Path = path } };
        await using StoredLedger ledger = Open();
        SoraTask old = await RecordedAsync(ledger, SoraTaskState.Running, KeyBefore(row));

        await IsKnownAsync(ledger, old, new IdempotencyKeys().Of("spring", row));
    }

    [Fact]
    public async Task A_row_that_is_sent_again_has_the_key_of_today()
    {
        VideoRequest row = new() { Prompt = "One\r\nTwo" };
        await using StoredLedger ledger = Open();
        await RecordedAsync(ledger, SoraTaskState.Unknown, KeyBefore(row));
        IdempotencyKey now = new IdempotencyKeys().Of("spring", row);

        LedgerClaim again = await ledger.ClaimAsync(NewTask(), now, Resubmit.Unknown);

        Assert.Equal(ClaimOutcome.New, again.Outcome);
        LedgerClaim? held = await ledger.FindRowAsync(new IdempotencyKeys().Of("spring", row with { Prompt = "One\nTwo" }));
        Assert.Equal(again.Task.RequestId, held?.Task.RequestId);
        Assert.Equal(now.Key, Sql("SELECT row_key FROM tasks WHERE row_key IS NOT NULL"));
    }

    private static IdempotencyKey KeyBefore(VideoRequest row)
    {
        string hash = RequestFingerprint.Hash(row, TextForm.Earlier[0], null);
        return new IdempotencyKey("spring", $"hash:{hash}:0", hash);
    }

    private static async Task IsKnownAsync(StoredLedger ledger, SoraTask old, IdempotencyKey row)
    {
        LedgerClaim claim = await ledger.ClaimAsync(NewTask(), row, Resubmit.None);
        Assert.Equal((ClaimOutcome.Existing, old, false), (claim.Outcome, claim.Task, claim.ContentDiffers));
        Assert.Equal(old, (await ledger.FindRowAsync(row))?.Task);
    }
}
