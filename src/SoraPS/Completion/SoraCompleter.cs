using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SoraPS.Completion;

/// <summary>
/// What all completers share: they look at what is known on this machine, never ask a gateway, and never fail; a key
/// press has no place for an error.
/// </summary>
public abstract class SoraCompleter : IArgumentCompleter
{
    private const int MostOffers = 200;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            string typed = wordToComplete.Trim('\'', '"');
            return
            [
                .. Offers(typed, fakeBoundParameters)
                    .Where(offer => offer.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                    .Take(MostOffers)
                    .Select(offer => new CompletionResult(
                        Quoted(offer.Text), offer.Label, CompletionResultType.ParameterValue, offer.ToolTip)),
            ];
        }
        catch (Exception)
        {
            return [];
        }
    }

    /// <summary>What could stand here.</summary>
    /// <param name="typed">What was typed so far, without quotes.</param>
    /// <param name="bound">The other parameters of the command line, as far as their values are known.</param>
    private protected abstract IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound);

    private static string Quoted(string text) =>
        IsBare(text) ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    // Read as one argument without quotes.
    private static bool IsBare(string text) =>
        text is not ("" or [':' or '+' or '-', ..])
        && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '/' or ':' or '+' or '-');
}
