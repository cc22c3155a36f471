namespace SoraPS.Emulator.Dialects;

/// <summary>Whether a gateway would take an image.</summary>
internal enum ImageVerdict
{
    Good,
    NotAnAddress,
    Unreachable,
    WrongKind,
    TooLarge,
}
