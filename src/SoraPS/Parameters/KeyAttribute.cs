using System.Management.Automation;
using System.Net;
using System.Security;
using SoraPS.Core.Connections;

namespace SoraPS.Parameters;

/// <summary>Takes a key in the forms in which shells hold secrets: SecureString, credential, text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => Values.Unwrap(inputData) switch
    {
        SecureString secure => new ApiKey(new NetworkCredential("", secure).Password),
        PSCredential credential => new ApiKey(credential.GetNetworkCredential().Password),
        string text => new ApiKey(text),
        ApiKey key => key,
        // Says nothing about the value: it may be the secret.
        _ => throw new ArgumentTransformationMetadataException("A key is a SecureString, a credential or a text."),
    };
}
