namespace SoraPS.Core.Requests;

/// <summary>What is made from another video.</summary>
public enum DerivationKind
{
    /// <summary>The same video with a change.</summary>
    Remix,

    /// <summary>An edited copy, which replaced remixes at OpenAI.</summary>
    Edit,

    /// <summary>The video with a new segment at its end.</summary>
    Extension,
}
