namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>Carries a refusal out of a validation.</summary>
internal sealed class RefusalException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal => refusal;
}
