using SoraPS.Core.Requests;

namespace SoraPS.Parameters.Tasks;

/// <summary>What -RemixOf, -EditOf and -ExtensionOf say of a row.</summary>
internal readonly struct SourceArguments(SoraTask? remixOf, SoraTask? editOf, SoraTask? extensionOf)
{
    private SoraTask? Task => remixOf ?? editOf ?? extensionOf;

    /// <summary>The provider of a row: that of the video that it is made from, if that is known and the row names none.</summary>
    /// <exception cref="SoraException">InvalidRequest: the video is at another provider.</exception>
    public string? ProviderOf(string? given)
    {
        string? known = Task is { Provider.Length: > 0 } task ? task.Provider : null;
        return given is null || known is null || given.Equals(known, StringComparison.OrdinalIgnoreCase)
            ? given ?? known
            : throw Refused(
                $"The video that the row is made from is at {known}, and not at {given}.", $"Leave out -Provider or give {known}.");
    }

    /// <summary>What the row is made from; null for a new video.</summary>
    /// <exception cref="SoraException">InvalidRequest: there are several.</exception>
    public Derivation? Read()
    {
        if (new[] { remixOf, editOf, extensionOf }.Count(one => one is not null) > 1)
        {
            throw Refused("The row is made from several videos.", "Give one of -RemixOf, -EditOf and -ExtensionOf.");
        }

        DerivationKind kind = remixOf is not null ? DerivationKind.Remix
            : editOf is not null ? DerivationKind.Edit
            : DerivationKind.Extension;
        return Task is not { Id: { } id } task ? null : new Derivation(kind, id)
        {
            Model = task.Model,
            Duration = task.Duration,
            AspectRatio = task.AspectRatio,
            Resolution = task.Resolution,
        };
    }

    private static SoraException Refused(string what, string action) =>
        new(SoraErrorKind.InvalidRequest, $"{what} Nothing was sent.") { RecommendedAction = action };
}
