namespace SoraPS.Core.Requests;

/// <summary>A row as stages take it: a <see cref="VideoRequest"/>, or one whose cost was worked out before it is posted.</summary>
public interface IVideoRow
{
    /// <summary>What the row asks for, as it was read.</summary>
    VideoRequest Request { get; }
}
