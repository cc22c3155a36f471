using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Runs;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Parameters;
using SoraPS.Parameters.Tasks;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Downloads the videos of finished tasks, any number together, and emits a SoraVideo for each file.</summary>
[Cmdlet(VerbsData.Save, "SoraVideo", SupportsShouldProcess = true, DefaultParameterSetName = ByTask)]
[OutputType(typeof(SoraVideo), typeof(Job))]
public sealed class SaveSoraVideoCommand : TaskStageCmdlet<SoraVideo>
{
    private const string ByArgument = "InputObject";
    private const string PathHelp = "Folder for the files, created if needed. Default: the current folder.";
    private string? _folder;

    /// <summary>The tasks; without a name where they are no pipeline input, whose place is the folder's.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByTask, HelpMessage = TasksHelp)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument, HelpMessage = TasksHelp)]
    [TaskRow]
    [Alias("Task")]
    public override SoraTask[] InputObject { get; set; } = [];

    /// <summary>The folder.</summary>
    [Parameter(Position = 0, ParameterSetName = ByTask, HelpMessage = PathHelp)]
    [Parameter(Position = 0, ParameterSetName = ById, HelpMessage = PathHelp)]
    [Parameter(Position = 1, ParameterSetName = ByArgument, HelpMessage = PathHelp)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The folder, taken to the letter.</summary>
    [Parameter(HelpMessage = "Folder for the files, used exactly as typed: no character is a wildcard.")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Template of the file names.</summary>
    [Parameter(HelpMessage = "File name template without extension, such as '{Batch}-{Name}' or '{CreatedAt:yyyyMMdd}-{Id}'. "
        + "Default: the task's name, or else its id.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FileNameCompleter))]
    public string? FileName { get; set; }

    /// <summary>Overwrite.</summary>
    [Parameter(HelpMessage = "Downloads the video again and overwrites an existing file of the same name.")]
    public SwitchParameter Force { get; set; }

    /// <summary>What to save.</summary>
    [Parameter(HelpMessage = "What to save: video, thumbnail or spritesheet. The last two need the OpenAI dialect.")]
    [ValidateSet("video", "thumbnail", "spritesheet")]
    public string Variant { get; set; } = "video";

    /// <summary>No .json.</summary>
    [Parameter(HelpMessage = "Omits the .json file that describes each video.")]
    public SwitchParameter NoMetadata { get; set; }

    /// <summary>How many at once.</summary>
    [Parameter(HelpMessage = "Maximum number of concurrent downloads, 1 to 64. Default: 8.")]
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
    private protected override RunStep? Step => RunStep.Save;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        JoinRun();
        NoteInRun(null, Path ?? LiteralPath);
        base.BeginProcessing();
    }

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
        Run = LedgerRun,
        Detail = Detail,
    });

    /// <inheritdoc/>
    protected override bool Confirms(SoraTask task) =>
        WouldSave(task) ? ShouldProcess(task.ToString(), $"Save {Variant} to {Folder()}") : !IsWhatIf;

    // Of a task of which only the id is given, the gateway would be asked first.
    private bool WouldSave(SoraTask task) =>
        task.CreatedAt == default || (task.State is SoraTaskState.Succeeded && (Force || !IsInFolder(task.Path)));

    private bool IsInFolder(string? path) => System.IO.Path.GetDirectoryName(path) == Folder() && File.Exists(path);

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
            return FilePath.Resolve(LiteralPath ?? Path ?? ".", SessionState);
        }

        return GetResolvedProviderPathFromPSPath(Path, out _) is [string only]
            ? FilePath.Resolve(only, SessionState)
            : throw new PSArgumentException(
                $"-Path {Path} fits several folders. Name one, with -LiteralPath if its name has wildcards.", nameof(Path));
    }
}
