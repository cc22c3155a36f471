using System.Text.Json;
using SoraPS.Core.Json;

namespace SoraPS.Core.Settings;

/// <summary>The file that keeps a user's settings.</summary>
/// <param name="path">Full path; null for a user without a folder for settings.</param>
public sealed class SettingsFile(string? path)
{
    /// <summary>The environment variable that says where it is.</summary>
    public const string Variable = "SORAPS_SETTINGS";

    /// <summary>The file that the environment names, else settings.json in the folder SoraPS of the user's settings.</summary>
    public static SettingsFile OfUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return new SettingsFile(System.IO.Path.GetFullPath(named));
        }

        // On Linux this is XDG_CONFIG_HOME, or else ~/.config.
        string folder = Environment.GetFolderPath(
            Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new SettingsFile(folder.Length > 0 ? System.IO.Path.Combine(folder, "SoraPS", "settings.json") : null);
    }

    /// <summary>Full path; null for a user without a folder for settings.</summary>
    public string? Path => path;

    /// <summary>The settings; empty ones if there is no file.</summary>
    /// <exception cref="SoraException">InvalidRequest: the file cannot be used, with the file and the line.</exception>
    public UserSettings Read()
    {
        if (path is null || !File.Exists(path))
        {
            return new UserSettings();
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            UserSettings read = JsonSerializer.Deserialize(file, UserSettingsContext.Default.UserSettings) ?? new UserSettings();
            return read with { Providers = Folded(read.Providers) };
        }
        catch (JsonException exception)
        {
            throw Unusable(JsonProblem.Describe(exception), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable($": {exception.Message}", exception);
        }
    }

    /// <summary>Replaces the settings; another process reads the old or the new ones, and never a part.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public void Write(UserSettings settings)
    {
        if (path is null)
        {
            throw NotWritten("this user has no folder for settings", null);
        }

        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            using (FileStream file = new(temporary, FileMode.Create))
            {
                JsonSerializer.Serialize(file, settings, UserSettingsContext.Default.UserSettings);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(exception.Message.TrimEnd('.'), exception);
        }
    }

    /// <summary>The error of a file that cannot be used.</summary>
    /// <param name="problem">The place and the problem, such as ', line 3: ...'.</param>
    /// <param name="cause">What told it.</param>
    internal SoraException Unusable(string problem, Exception cause) =>
        new(SoraErrorKind.InvalidRequest, $"The settings file {path} cannot be used{problem.TrimEnd('.')}.", cause)
        {
            RecommendedAction = $"Correct or delete the file, or name another one in {Variable}, and start a new PowerShell. "
                + "Until then, its settings do not apply, and nothing can be submitted. Keys do not belong in it; name a secret instead.",
        };

    private static Dictionary<string, ProviderSettings> Folded(IReadOnlyDictionary<string, ProviderSettings> providers)
    {
        Dictionary<string, ProviderSettings> folded = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ProviderSettings settings) in providers)
        {
            if (settings is null || !folded.TryAdd(name, settings))
            {
                throw new JsonException($"the provider {name} is empty or there twice");
            }
        }

        return folded;
    }

    private static SoraException NotWritten(string why, Exception? cause) =>
        new(SoraErrorKind.WriteFailed, $"The settings could not be written: {why}.", cause)
        {
            RecommendedAction = $"Name a file that you may write to in {Variable}.",
        };
}
