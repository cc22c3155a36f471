namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>Whether a gateway would take an image.</summary>
internal enum ImageVerdict
{
    Good,
    NotAnAddress,
    Unreachable,
    WrongKind,
    TooLarge,
}
