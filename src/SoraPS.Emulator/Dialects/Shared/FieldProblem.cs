namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>A field that fails validation, before a dialect words it.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Field">The field's path.</param>
/// <param name="Expected">Type, allowed values, bounds or rule.</param>
/// <param name="Received">What came.</param>
internal sealed record FieldProblem(FieldFault Fault, string Field, string Expected = "", string Received = "")
{
    /// <summary>A plain wording, for dialects that document none.</summary>
    public string Plain => Fault switch
    {
        FieldFault.Missing => $"{Field} is required",
        FieldFault.WrongType => $"{Field} must be of type {Expected}",
        FieldFault.NotAllowed => $"{Field} must be one of: {Expected}",
        FieldFault.Length => $"{Field} length must be between {Expected}",
        _ => $"{Field} {Expected}",
    };
}
