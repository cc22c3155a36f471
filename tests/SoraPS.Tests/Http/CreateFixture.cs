using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>A gateway whose answers to create requests a test makes up.</summary>
public abstract class CreateFixture
{
    private protected readonly ManualTimeProvider _clock = new();

    private protected TestPipeline With(EmulatorFault? fault = null) =>
        new(new() { TimeProvider = _clock, Faults = fault is null ? [] : [fault] }, _clock);
}
