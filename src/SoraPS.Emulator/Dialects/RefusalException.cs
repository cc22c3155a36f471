namespace SoraPS.Emulator.Dialects;

/// <summary>Carries a refusal out of a validation.</summary>
internal sealed class RefusalException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal => refusal;
}
