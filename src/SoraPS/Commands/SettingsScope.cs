namespace SoraPS.Commands;

/// <summary>How far a change of settings holds.</summary>
public enum SettingsScope
{
    /// <summary>For this process.</summary>
    Session,

    /// <summary>For all later sessions of this user, too.</summary>
    User,
}
