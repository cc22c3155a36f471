namespace SoraPS;

/// <summary>Whether a model takes a reference image.</summary>
public enum SoraImageUse
{
    /// <summary>With or without.</summary>
    Optional,

    /// <summary>Text only.</summary>
    None,

    /// <summary>Never without.</summary>
    Required,
}
