using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Spool;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>What the file of kept writes may have suffered.</summary>
[Trait("Ledger", "Any")]
public sealed class KeptWriteFileTests : KeptWriteFixture
{
    [Trait("Only", "File")]
    [Fact]
    public void A_file_that_cannot_be_made_is_named()
    {
        using OwnerFile file = new(Path.Combine(Folder, "none", "ledger.db"), LedgerOwner.New());
        SoraException exception = Assert.Throws<SoraException>(file.Hold);
        Assert.StartsWith($"The ledger {file.Path} cannot be made: ", exception.Message, StringComparison.Ordinal);
    }

    [Trait("Only", "File")]
    [Fact]
    public void One_that_cannot_be_kept_takes_nothing_from_those_before()
    {
        using OwnerFile file = new(File, LedgerOwner.New());
        Assert.True(file.TryKeep(new KeptWrite(null, "first")));
        long length = new FileInfo(file.Path).Length;
        Assert.False(file.TryKeep(null!));
        Assert.Equal(length, new FileInfo(file.Path).Length);
        Assert.True(file.TryKeep(new KeptWrite(null, "second")));
        file.Dispose();
        Assert.Collection(
            System.IO.File.ReadAllLines(file.Path),
            line => Assert.Contains("first", line, StringComparison.Ordinal),
            line => Assert.Contains("second", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_stays_in_a_file_of_its_owner_and_the_next_opening_takes_it_in()
    {
        StoredLedger ledger = OpenImpatient();
        SoraTask made = await ClaimedAsync(ledger);
        string file;
        using (LedgerDatabase holder = Hold())
        {
            SoraException error = await Assert.ThrowsAsync<SoraException>(() => ledger.WriteAsync(Accepted(made)));
            file = Assert.Single(KeptFiles);
            Assert.Contains($"kept in {file}", error.Message, StringComparison.Ordinal);
            await ledger.DisposeAsync();
            Assert.Equal([file], KeptFiles);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
            }
        }

        await using StoredLedger next = Open();
        Assert.False(System.IO.File.Exists(file));
        Assert.Equal(made, await next.FindRequestAsync(made.RequestId));
        Assert.Equal((ClaimOutcome.Existing, made.Id), Seen(await next.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown)));
    }

    [Fact]
    public async Task Half_a_line_of_a_process_that_was_killed_spoils_nothing_and_stays_to_be_looked_at()
    {
        StoredLedger ledger = OpenImpatient();
        SoraTask made = await ClaimedAsync(ledger);
        string file;
        using (LedgerDatabase holder = Hold())
        {
            await Assert.ThrowsAsync<SoraException>(() => ledger.WriteAsync(Accepted(made)));
            file = Assert.Single(KeptFiles);
            await ledger.DisposeAsync();
        }

        await System.IO.File.AppendAllTextAsync(file, """{"Entry":{"Task":{"Reque""");
        await using StoredLedger next = Open();
        Assert.Equal(made, await next.FindRequestAsync(made.RequestId));
        Assert.Empty(KeptFiles);
        string unread = Assert.Single(Directory.GetFiles(Folder, "ledger.db.unread-*"));
        Assert.EndsWith("Reque", await System.IO.File.ReadAllTextAsync(unread), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Entry":{"Happened":"x"}}""")]
    [InlineData("""{"Entry":{"Task":{"RequestId":"r1","Provider":"OpenAI"},"Happened":null}}""")]
    [InlineData("""{"Entry":{"Task":{"RequestId":null,"Provider":null},"Happened":"x"}}""")]
    public async Task A_line_that_tells_no_whole_write_does_not_keep_the_ledger_shut(string line)
    {
        await using (Open())
        {
            // The ledger is there.
        }

        await System.IO.File.WriteAllTextAsync(Path.Combine(Folder, "ledger.db.lock-0123"), line);
        await using StoredLedger next = Open();
        Assert.Empty(KeptFiles);
        Assert.Single(Directory.GetFiles(Folder, "ledger.db.unread-*"));
    }

    [Fact]
    public async Task A_file_that_its_owner_takes_away_meanwhile_does_not_keep_the_ledger_shut()
    {
        // In the list of the folder, but not there any more.
        System.IO.File.CreateSymbolicLink(Path.Combine(Folder, "ledger.db.lock-0123"), Path.Combine(Folder, "gone"));
        await using StoredLedger ledger = Open();
        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Outcome);
    }

    [Trait("Only", "File")]
    [Fact]
    public async Task Nothing_is_claimed_where_nothing_could_be_kept()
    {
        await using StoredLedger ledger = Open();
        Directory.CreateDirectory(Path.Combine(Folder, "away"));
        System.IO.File.Move(File, Path.Combine(Folder, "away", "ledger.db"));
        foreach (string file in Directory.GetFiles(Folder))
        {
            System.IO.File.Delete(file);
        }

        Directory.Delete(Path.Combine(Folder, "away"), recursive: true);
        Directory.Delete(Folder);
        SoraException error = await Assert.ThrowsAsync<SoraException>(() => ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None));
        Directory.CreateDirectory(Folder);
        Assert.Equal(SoraErrorKind.WriteFailed, error.Kind);
    }
}
