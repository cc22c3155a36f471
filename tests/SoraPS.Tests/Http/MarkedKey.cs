namespace SoraPS.Tests.Http;

/// <summary>A key of which no part is found in a text by chance.</summary>
internal static class MarkedKey
{
    // What tells it is no number and no hash by chance.
    public const string Mark = "Qv7Zkw";

    public const string Key = $"sk-test-{Mark}/abc+def";
}
