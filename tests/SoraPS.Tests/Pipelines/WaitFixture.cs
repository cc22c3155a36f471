using System.Globalization;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>An emulator, and the clock that a wait for its tasks goes by.</summary>
public abstract class WaitFixture
{
    private protected const int LongStep = 500;

    private protected readonly ManualTimeProvider _clock = new();

    private protected async Task<PipelineResult> WaitForAsync(TestPipeline pipeline, string provider, params VideoRequest[] rows)
    {
        PipelineResult submitted = await pipeline.SubmitAsync(provider, rows.Length > 0 ? rows : [TestPipeline.Row(0)]);
        return await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), [.. submitted.AssertNoErrors().Submitted]), LongStep);
    }

    private protected SoraTask Made(string provider, string id, TestPipeline pipeline) => new()
    {
        RequestId = id,
        Id = id,
        Provider = provider,
        Endpoint = pipeline.Emulator.BaseUri(provider),
        State = SoraTaskState.Queued,
        Name = string.Create(CultureInfo.InvariantCulture, $"task {id}"),
        CreatedAt = _clock.GetUtcNow(),
    };

    private protected TestPipeline With(EmulatorFault? fault = null) => new(
        new() { TimeProvider = _clock, Faults = fault is null ? [] : [fault] }, _clock);
}
