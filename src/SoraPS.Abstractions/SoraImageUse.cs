namespace SoraPS;

/// <summary>Whether a model accepts a reference image.</summary>
public enum SoraImageUse : long
{
    /// <summary>The image is optional.</summary>
    Optional,

    /// <summary>The model accepts text only.</summary>
    None,

    /// <summary>The image is required.</summary>
    Required,
}
