using SoraPS.Core.Connections;

namespace SoraPS.Core.Callbacks;

/// <summary>Where callbacks arrive.</summary>
public sealed record CallbackOptions
{
    /// <summary>Where to listen, such as http://127.0.0.1:8787/ or, on all addresses of the machine, http://+:8787/.</summary>
    public required string Prefix { get; init; }

    /// <summary>The address by which gateways reach the prefix; null where it is the prefix itself.</summary>
    public Uri? PublicUri { get; init; }

    /// <summary>
    /// The secret by which OpenAI-shaped servers sign their webhooks; receivers that share it also take each other's callbacks. Null for
    /// none: then nothing signed is taken, and only this receiver takes the callbacks of its tasks.
    /// </summary>
    public ApiKey? WebhookSecret { get; init; }
}
