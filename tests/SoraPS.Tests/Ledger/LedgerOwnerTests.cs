using System.Diagnostics;
using System.Globalization;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Spool;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>Who is alive: by the lock that it holds; SoraPS 0.1.0 by its process.</summary>
public class LedgerOwnerTests : LedgerFixture
{
    [Fact]
    public void An_owner_is_read_back()
    {
        LedgerOwner owner = LedgerOwner.New();
        LedgerOwner earlier = Earlier();

        Assert.Equal(owner, LedgerOwner.Parse(owner.ToString()));
        Assert.Equal(earlier, LedgerOwner.Parse(earlier.ToString()));
        Assert.Null(LedgerOwner.Parse("something else"));
        Assert.Null(LedgerOwner.Parse((owner with { Instance = "lock-../../etc/passwd" }).ToString()));
    }

    [Fact]
    public void An_owner_is_alive_as_long_as_it_holds_its_file_whatever_the_clock_says()
    {
        LedgerOwner owner = LedgerOwner.New();
        using OwnerFile file = new(File, owner);
        Assert.False(IsAlive(owner));
        file.Hold();

        Assert.True(IsAlive(owner));
        Assert.True(OwnerPresence.IsAlive(File, owner, TimeSpan.FromDays(-400)));
        Assert.True(OwnerPresence.IsAlive(File, owner, TimeSpan.FromDays(400)));
        file.Dispose();
        Assert.False(IsAlive(owner));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void An_owner_in_another_container_is_seen_though_its_process_is_not()
    {
        // Its number is nobody's here, or somebody else's.
        LedgerOwner hidden = LedgerOwner.New() with { Pid = int.MaxValue };
        using OwnerFile file = new(File, hidden);
        file.Hold();

        Assert.True(IsAlive(hidden));
        Assert.True(IsAlive(hidden with { Machine = "a-container" }));
        Assert.False(IsAlive(LedgerOwner.New()));
    }

    [Fact]
    public void An_owner_whose_file_was_not_unlocked_in_order_is_dead()
    {
        LedgerOwner killed = LedgerOwner.New();
        System.IO.File.WriteAllText(OwnerFile.PathOf(File, killed), "");

        Assert.False(IsAlive(killed));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, true)]
    [InlineData(35, true)]
    [InlineData(-35, true)]
    [InlineData(60, false)]
    [InlineData(-60, false)]
    public void An_owner_on_another_machine_is_alive_as_long_as_a_create_may_be_repeated(int minutes, bool isAlive) => Assert.Equal(
        isAlive,
        OwnerPresence.IsAlive(File, LedgerOwner.New() with { Machine = "elsewhere", Boot = "another" }, TimeSpan.FromMinutes(minutes)));

    [Fact]
    public async Task A_row_that_another_machine_claimed_is_left_to_it_as_long_as_a_create_may_be_repeated()
    {
        ManualTimeProvider clock = new();
        await using StoredLedger ledger = Ledger.Open(clock);
        await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Sql($"UPDATE tasks SET owner = '{LedgerOwner.New() with { Machine = "elsewhere", Boot = "another" }}'");
        async Task<SoraTaskState> ClaimAsync() => (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Task.State;

        clock.Advance(CreateLimits.Longest - TimeSpan.FromSeconds(1));
        Assert.Equal(SoraTaskState.Submitting, await ClaimAsync());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SoraTaskState.Unknown, await ClaimAsync());
    }

    [LinuxFact]
    public void A_container_of_another_name_is_on_this_machine_if_it_was_started_with_it() =>
        Assert.False(IsAlive(LedgerOwner.New() with { Machine = "elsewhere" }));

    [LinuxFact]
    public void An_earlier_owner_is_dead_when_the_machine_was_started_anew() =>
        Assert.False(IsAlive(Earlier() with { Boot = "another" }));

    [Fact]
    public void An_earlier_owner_is_alive_as_long_as_its_process()
    {
        LedgerOwner owner = Earlier();

        Assert.True(IsAlive(owner));
        Assert.True(IsAlive(owner with { Started = owner.Started + 500 }));
        Assert.False(IsAlive(owner with { Started = 5 }));
        Assert.False(IsAlive(owner with { Pid = int.MaxValue }));
    }

    [Theory]
    [InlineData(2000, true)]
    [InlineData(-2000, true)]
    [InlineData(2001, false)]
    [InlineData(-2001, false)]
    public void A_process_that_has_its_number_but_not_its_start_is_another_one(long milliseconds, bool isAlive)
    {
        LedgerOwner owner = Earlier();

        Assert.Equal(isAlive, IsAlive(owner with { Started = owner.Started + milliseconds }));
    }

    [Fact]
    public void A_machine_that_does_not_tell_its_start_is_known_by_its_name()
    {
        LedgerOwner owner = LedgerOwner.New() with { Boot = "" };

        Assert.True(owner.IsOnThisMachine);
        Assert.False((owner with { Machine = "elsewhere" }).IsOnThisMachine);
    }

    [Fact]
    public void A_person_is_told_which_process_it_is()
    {
        LedgerOwner owner = LedgerOwner.New();

        Assert.Equal("this process", owner.Describe());
        // Two of them may have started in the same moment.
        Assert.Equal($"process {int.MaxValue} on {owner.Machine}", (owner with { Pid = int.MaxValue }).Describe());
        Assert.Equal($"process {owner.Pid} on elsewhere", (owner with { Machine = "elsewhere", Boot = "another" }).Describe());
    }

    [LinuxFact]
    public void An_earlier_owner_is_dead_when_it_has_ended_and_nobody_has_asked_how()
    {
        // The shell becomes a program that never asks.
        using Process parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 60 & echo $!; exec sleep 600"])
        {
            RedirectStandardOutput = true,
        })!;
        int pid = int.Parse(parent.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        LedgerOwner owner = Earlier() with { Pid = pid, Started = LedgerOwner.StartOf(pid)!.Value };
        Assert.True(IsAlive(owner));

        // The shell itself would ask.
        SpinWait.SpinUntil(() => System.IO.File.ReadAllText($"/proc/{parent.Id}/comm") == "sleep\n", TestPipeline.Timeout);
        using Process child = Process.GetProcessById(pid);
        child.Kill();
        SpinWait.SpinUntil(() => StateOf(pid) == "Z", TestPipeline.Timeout);

        Assert.Equal("Z", StateOf(pid));
        Assert.False(IsAlive(owner));
        parent.Kill();
    }

    private static string StateOf(int pid) =>
        System.IO.File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][..1];

    // As SoraPS 0.1.0 wrote it, which kept no file locked.
    private static LedgerOwner Earlier()
    {
        LedgerOwner owner = LedgerOwner.New();
        return owner with { Instance = owner.Instance[LedgerOwner.LockPrefix.Length..] };
    }

    private bool IsAlive(LedgerOwner owner) => OwnerPresence.IsAlive(File, owner, TimeSpan.Zero);
}
