namespace SoraPS.Core.Connections;

/// <summary>A key in memory. It shows itself to the HTTP layer only: printing, formatting or serializing it tells nothing.</summary>
public sealed class ApiKey
{
    private readonly string _value;

    /// <summary>Wraps a key; white space around it (a common copy-and-paste slip) is cut off.</summary>
    /// <param name="value">The key.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="SoraException">ApiKeyMissing: it is empty, or has characters that no HTTP header can carry.</exception>
    public ApiKey(string value, string name = "The key")
    {
        _value = value.Trim();
        if (_value.Length == 0 || _value.Any(c => c is < '!' or > '~'))
        {
            throw new SoraException(SoraErrorKind.ApiKeyMissing, $"{name} is empty or holds characters that a key cannot have.")
            {
                RecommendedAction = "Copy the key again from the gateway's console, without line breaks or quotes.",
            };
        }
    }

    internal string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
