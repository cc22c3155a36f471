using SoraPS.Emulator;

namespace SoraPS.Tests.Emulator;

/// <summary>A client of an emulator with faults.</summary>
internal static class EmulatorClients
{
    public static EmulatorClient With(params EmulatorFault[] faults) => new(new EmulatorOptions
    {
        GenerationTime = TimeSpan.Zero,
        TimeProvider = new ManualTimeProvider(),
        Faults = faults,
    });

    public static EmulatorFault First(EmulatorFaultKind kind, EmulatorOperation on) =>
        new() { Kind = kind, On = on, FirstOfEach = true };

    public static async Task<string> LinkAsync(EmulatorClient client)
    {
        DialectCase linkModel = DialectCase.Of("LinkModel");
        string id = await DialectTests.CreateAsync(client, linkModel);
        return linkModel.Link(await DialectTests.StatusAsync(client, linkModel, id))!;
    }
}
