namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>What is wrong with a field.</summary>
internal enum FieldFault
{
    Missing,
    WrongType,
    NotAllowed,
    Length,
    Rule,
}
