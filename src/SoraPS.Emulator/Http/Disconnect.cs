namespace SoraPS.Emulator.Http;

/// <summary>How a connection ends in place of an answer.</summary>
internal enum Disconnect
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>An orderly close with nothing said.</summary>
    Close,

    /// <summary>A TCP reset.</summary>
    Reset,
}
