using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A ledger whose server is away when the outcome of a request is to be written down.</summary>
public sealed class KeptOutcomeTests
{
    [Fact]
    public async Task What_is_kept_until_the_ledger_is_back_is_no_error_but_that_it_is_away_is_told()
    {
        SoraException away = new(SoraErrorKind.WriteFailed, "Nobody answers.", new LedgerAwayException(null) { IsKept = true });
        await using TestPipeline pipeline = new(ledgers: new LedgerSource(
            _ => new WatchedLedger(new NoLedger(), _ => Task.FromException(away))));
        PipelineResult result = await pipeline.SubmitAsync("LinkModel", TestPipeline.Rows(1));
        Assert.Single(result.AssertNoErrors().Submitted);
        Assert.StartsWith(
            "Nothing is submitted until the ledger is back. Nobody answers.", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }
}
