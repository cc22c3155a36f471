using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Net;
using System.Security;
using SoraPS.Core.Connections;

namespace SoraPS;

/// <summary>
/// A key in a vault of SecretManagement. It is read in a runspace without a person before it, so that a locked vault is an error
/// and never a prompt; once read, it is kept for the session. All who need it wait for the same question.
/// </summary>
internal sealed class VaultSecret(string name, string? vault) : ISecretSource
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private Task<ApiKey>? _asked;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Vault => vault;

    /// <inheritdoc/>
    public ApiKey Read()
    {
        Task<ApiKey> asked;
        lock (_lock)
        {
            asked = _asked = _asked is null or { IsFaulted: true } ? Task.Run(Ask) : _asked;
        }

        try
        {
            return asked.WaitAsync(s_timeout).WaitForResult();
        }
        catch (TimeoutException)
        {
            // A vault cannot be stopped from outside. It is not asked a second time; a late answer is still taken.
            throw Failure(
                $"the vault has not answered for {s_timeout.TotalSeconds} s", "Unlock the vault, then run the same command again.");
        }
    }

    private ApiKey Ask()
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.NewRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.SecretManagement\Get-Secret").AddParameter("Name", name);
        if (vault is not null)
        {
            shell.AddParameter("Vault", vault);
        }

        try
        {
            Collection<PSObject> found = shell.Invoke();
            object? secret = shell.Streams.Error is [var error, ..] ? throw NotGiven(error.Exception)
                : found is [{ } only] ? only.BaseObject : null;
            return Plain(secret) is { } text ? new ApiKey(text, $"The secret {name}") : throw Failure(
                "it is neither a text nor a SecureString nor a credential",
                "Store the key itself: Set-Secret with a SecureString.");
        }
        catch (CommandNotFoundException)
        {
            throw Failure(
                "the module Microsoft.PowerShell.SecretManagement is not installed",
                "Install-PSResource Microsoft.PowerShell.SecretManagement, or use the environment variable.");
        }
        catch (RuntimeException exception)
        {
            throw NotGiven(exception);
        }
    }

    private SoraException NotGiven(Exception exception) => Failure(
        exception.Message.ReplaceLineEndings(" ").TrimEnd('.', ' '),
        "If the vault is locked, unlock it first, as with Unlock-SecretStore. Get-SecretInfo shows what it holds.");

    private static string? Plain(object? secret) => secret switch
    {
        string text => text,
        SecureString secure => new NetworkCredential("", secure).Password,
        PSCredential credential => credential.GetNetworkCredential().Password,
        _ => null,
    };

    private SoraException Failure(string why, string action)
    {
        string place = vault is null ? "" : $" of the vault {vault}";
        return new SoraException(SoraErrorKind.ApiKeyMissing, $"The secret {name}{place} could not be read: {why}.")
        {
            RecommendedAction = action,
        };
    }
}
