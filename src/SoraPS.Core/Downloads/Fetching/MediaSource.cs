using SoraPS.Core.Connections;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Core.Networks;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Downloads.Fetching;

/// <summary>Where a finished task's bytes are, and the key that goes with the request.</summary>
/// <param name="Uri">The address.</param>
/// <param name="Gateway">The gateway that named it.</param>
/// <param name="Key">A key only for an address below the gateway's own origin that wants it.</param>
internal sealed record MediaSource(Uri Uri, Gateway Gateway, RequestKey Key)
{
    private Connection Connection => Gateway.Connection;

    // Host and path as they may be shown: the query may be a signature, and a redirect may lead to a link with the key in it.
    private string Place => Gateway.Errors.Scrub($"{Uri.Authority}{Uri.AbsolutePath}");

    /// <summary>The source of a task's video or picture.</summary>
    /// <exception cref="DownloadAttemptException">The gateway gives no link yet to a video that it reports as made.</exception>
    /// <exception cref="SoraException">InvalidResponse: there is none; DownloadFailed: its link must not be followed.</exception>
    public static MediaSource Of(SoraTask task, Variant variant, Gateway gateway)
    {
        Connection connection = gateway.Connection;
        if (connection.Dialect.Content(task, variant.Name) is { } content)
        {
            return new MediaSource(content.Below(connection.BaseUri, connection.Query), gateway, gateway.KeyForFile(isSent: true));
        }

        Uri? link = variant.Name switch
        {
            "video" => task.VideoUri,
            "thumbnail" => task.ThumbnailUri,
            _ => null,
        };
        if (link is null && variant == Variant.Video)
        {
            throw new DownloadAttemptException("The gateway does not tell where the video is")
            {
                Kind = SoraErrorKind.InvalidResponse,
                IsLinkRefused = true,
            };
        }

        return link is null
            ? throw new SoraException(
                SoraErrorKind.InvalidResponse, $"{task.Provider}: the gateway gives no {variant.Name} of {task.Title()}.")
            {
                RecommendedAction = "Save the video; few gateways have other pictures.",
            }
            : new MediaSource(link, gateway, gateway.KeyForFile(isSent: false)).Checked(from: null);
    }

    /// <summary>The address that a redirect leads to; the key goes along only within the gateway's own origin.</summary>
    /// <exception cref="SoraException">DownloadFailed: it must not be followed.</exception>
    public MediaSource Redirected(Uri location)
    {
        Uri next = new(Uri, location);
        // Once the request has left the origin, it carries the key no more, wherever it leads then.
        RequestKey key = LinkPolicy.SameOrigin(next, Connection.BaseUri) ? Key : Key with { Key = null };
        return (this with { Uri = next, Key = key }).Checked(from: Uri);
    }

    private MediaSource Checked(Uri? from) => LinkPolicy.Refusal(Uri, Connection.BaseUri, from) is { } refusal
        ? throw new SoraException(
            SoraErrorKind.DownloadFailed, $"{Connection.Name}: a link is not followed, because {refusal}: {Uri.Scheme}://{Place}")
        {
            RecommendedAction = LinkPolicy.Advice,
        }
        : this;
}
