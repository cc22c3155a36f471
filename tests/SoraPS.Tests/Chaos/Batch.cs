using SoraPS.Emulator;

namespace SoraPS.Tests.Chaos;

/// <summary>What a batch is and where: the same in every process that runs it.</summary>
internal sealed record Batch(VideoEmulator Emulator, string Provider, string Ledger, string Folder, int Rows)
{
    public const string Name = "spring";
}
