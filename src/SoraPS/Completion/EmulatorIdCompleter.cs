using System.Collections;
using System.Globalization;

namespace SoraPS.Completion;

/// <summary>Offers the emulators that run.</summary>
public sealed class EmulatorIdCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        Session.Emulators.List().Select(one => new CompletionCandidate(one.Id.ToString(CultureInfo.InvariantCulture), Text(one)));

    private static string Text(SoraEmulator emulator)
    {
        string address = emulator.BaseUri.Values.First().GetLeftPart(UriPartial.Authority);
        return $"{address}, {emulator.TasksMade} tasks{(emulator.InUse ? ", in use" : "")}";
    }
}
