using System.Diagnostics.CodeAnalysis;
using SoraPS.Core.Images;

namespace SoraPS.Core.Requests;

/// <summary>What one row asks for, ready to be sent: in the words of its gateway, with the bytes of its image.</summary>
public sealed record PreparedRequest : ResolvedRequest
{
    /// <summary>A request whose members are set one by one.</summary>
    public PreparedRequest()
    {
    }

    /// <summary>A request with what was resolved.</summary>
    [SetsRequiredMembers]
    public PreparedRequest(ResolvedRequest resolved)
        : base(resolved)
    {
    }

    /// <summary>
    /// What the local image or data: URL holds, since dialects do no I/O; null without an image, for a web address, and where the
    /// gateway takes addresses only.
    /// </summary>
    public LoadedImage? Picture { get; init; }

    /// <summary>The picture, where it must travel with the request.</summary>
    /// <exception cref="InvalidOperationException">It was not read; without it, another video would be made and charged.</exception>
    internal LoadedImage RequirePicture() =>
        Picture ?? throw new InvalidOperationException("The image has neither an address nor its bytes.");
}
