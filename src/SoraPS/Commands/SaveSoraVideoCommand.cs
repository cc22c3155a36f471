using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Downloads the videos of finished tasks, any number together, and emits a SoraVideo for each file.</summary>
[Cmdlet(VerbsData.Save, "SoraVideo", SupportsShouldProcess = true, DefaultParameterSetName = ByTask)]
[OutputType(typeof(SoraVideo), typeof(Job))]
public sealed class SaveSoraVideoCommand : TaskStageCmdlet<SoraVideo>
{
    private string? _folder;

    /// <summary>The folder.</summary>
    [Parameter(HelpMessage = "Folder for the files; made if it is not there. Without it the current one.")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The folder, taken to the letter.</summary>
    [Parameter(HelpMessage = "Folder for the files, taken to the letter where -Path may hold wildcards.")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Template of the file names.</summary>
    [Parameter(HelpMessage = "Template of the file names without extension, such as '{Batch}-{Name}' or '{CreatedAt:yyyyMMdd}-{Id}'. "
        + "Without it the task's name, or else its id.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FileNameCompleter))]
    public string? FileName { get; set; }

    /// <summary>Overwrite.</summary>
    [Parameter(HelpMessage = "Overwrites files that are there.")]
    public SwitchParameter Force { get; set; }

    /// <summary>What to save.</summary>
    [Parameter(HelpMessage = "What to save: video, or thumbnail or spritesheet where the gateway has them (OpenAI dialect).")]
    [ValidateSet("video", "thumbnail", "spritesheet")]
    public string Variant { get; set; } = "video";

    /// <summary>No .json.</summary>
    [Parameter(HelpMessage = "Leaves out the .json beside each file that tells how it was made.")]
    public SwitchParameter NoMetadata { get; set; }

    /// <summary>How many at once.</summary>
    [Parameter(HelpMessage = "How many files may be fetched at once, 1 to 64. Default 8.")]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>In the background.</summary>
    [Parameter(HelpMessage = AsJobHelp)]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Saving videos";

    /// <inheritdoc/>
    protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    protected override Stage<SoraTask, SoraVideo> Open() => Session.Client.Save(new SaveOptions
    {
        Folder = Folder(),
        MakesFolder = !IsWhatIf,
        FileName = FileName,
        Force = Force,
        Variant = Core.Downloads.Variant.All.First(one => one.Name.Equals(Variant, StringComparison.OrdinalIgnoreCase)),
        NoMetadata = NoMetadata,
        Throttle = ThrottleLimit,
        Detail = Detail,
    });

    /// <inheritdoc/>
    protected override bool Confirms(SoraTask task) => ShouldProcess(task.ToString(), $"Save {Variant} to {Folder()}");

    // The same for every task of the run, and finding it costs more than a task does.
    private string Folder() => _folder ??= ResolveFolder();

    private string ResolveFolder()
    {
        if (Path is not null && LiteralPath is not null)
        {
            throw new PSArgumentException("Give -Path or -LiteralPath, not both.", nameof(LiteralPath));
        }

        // A folder of that very name may hold wildcard characters; one that is not there yet cannot be matched.
        if (Path is null || !WildcardPattern.ContainsWildcardCharacters(Path) || !InvokeProvider.Item.Exists(Path))
        {
            return GetUnresolvedProviderPathFromPSPath(LiteralPath ?? Path ?? ".");
        }

        return GetResolvedProviderPathFromPSPath(Path, out _) is [var only]
            ? only
            : throw new PSArgumentException(
                $"-Path {Path} fits several folders. Name one, with -LiteralPath if its name has wildcards.", nameof(Path));
    }
}
