namespace SoraPS.Core.Runs;

/// <summary>The steps of a run.</summary>
public enum RunStep
{
    /// <summary>Rows are submitted.</summary>
    Submit,

    /// <summary>Tasks are waited for.</summary>
    Wait,

    /// <summary>Videos are saved.</summary>
    Save,
}
