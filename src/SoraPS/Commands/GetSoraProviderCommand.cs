using System.Management.Automation;
using SoraPS.Core.Connections;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Shows the providers, and whether each has a key.</summary>
[Cmdlet(VerbsCommon.Get, "SoraProvider")]
[OutputType(typeof(SoraProvider))]
public sealed class GetSoraProviderCommand : SoraCmdlet
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Names of providers; wildcards are allowed. Without it all.")]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ConnectionRegistry connections = Session.Client.Connections;
        foreach (string name in Name)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            Connection[] found = [.. connections.All().Where(connection => pattern.IsMatch(connection.Name))];
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                Run(() => throw NotFound(connections, name), name);
            }

            WriteObject(found.Select(connection => connection.ToProvider(connection.Name == connections.Default)), enumerateCollection: true);
        }
    }

    private static SoraException NotFound(ConnectionRegistry connections, string name)
    {
        try
        {
            connections.Choose(name);
        }
        catch (SoraException exception)
        {
            return exception;
        }

        throw new InvalidOperationException();
    }
}
