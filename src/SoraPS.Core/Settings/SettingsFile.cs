using System.Text.Json;
using SoraPS.Core.Json;

namespace SoraPS.Core.Settings;

/// <summary>The file that keeps a user's settings.</summary>
/// <param name="path">Full path; null for a user without a folder for settings.</param>
public sealed class SettingsFile(string? path)
{
    /// <summary>The environment variable that says where it is.</summary>
    public const string Variable = "SORAPS_SETTINGS";

    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(10);

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

    /// <summary>
    /// Changes the settings, one process after the other, so that no change is lost. Another process reads the old or the new ones, and
    /// never a part.
    /// </summary>
    /// <param name="change">Makes the new settings of those in the file.</param>
    /// <returns>The new settings.</returns>
    /// <exception cref="SoraException">WriteFailed; InvalidRequest: the file cannot be used, and stays as it is.</exception>
    public UserSettings Change(Func<UserSettings, UserSettings> change)
    {
        if (path is null)
        {
            throw NotWritten("this user has no folder for settings", null);
        }

        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            using FileStream alone = Lock();
            UserSettings changed = change(Read());
            Write(changed);
            return changed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(exception.Message.TrimEnd('.'), exception);
        }
    }

    // The file of the lock stays: whoever deleted it might take away the one that another process has just locked.
    private FileStream Lock()
    {
        FileStream? alone = null;
        IOException? problem = null;
        bool TryLock()
        {
            try
            {
                alone = new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception)
            {
                problem = exception;
            }

            return alone is not null;
        }

        // A change takes milliseconds.
        return SpinWait.SpinUntil(TryLock, s_lockTimeout) ? alone! : throw problem!;
    }

    private void Write(UserSettings settings)
    {
        // A link, such as to a folder of dotfiles, stays one.
        FileInfo file = new(path!);
        string target = file.LinkTarget is null ? path! : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string temporary = $"{target}.tmp";
        using (FileStream stream = new(temporary, FileMode.Create))
        {
            JsonSerializer.Serialize(stream, settings, UserSettingsContext.Default.UserSettings);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, target, overwrite: true);
    }

    /// <summary>The error of a file that cannot be used.</summary>
    /// <param name="problem">The place and the problem, such as ', line 3: ...'.</param>
    /// <param name="cause">What told it; null for nothing.</param>
    internal SoraException Unusable(string problem, Exception? cause) =>
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
