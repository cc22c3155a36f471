using System.Management.Automation;
using SoraPS.Core.Gallery;
using SoraPS.Parameters;
using SoraPS.Parameters.Tasks;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Writes a page of videos and tasks that a browser shows.</summary>
[Cmdlet(VerbsData.Export, "SoraGallery", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo), typeof(SoraVideo), typeof(SoraTask))]
public sealed class ExportSoraGalleryCommand : SoraCmdlet
{
    private readonly List<SoraTask> _tasks = [];
    private string _path = "";

    /// <summary>What to show.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true,
        HelpMessage = "Videos from Save-SoraVideo, tasks from Get-SoraTask, or rows of a CSV or JSON file with the columns of tasks.")]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The page.</summary>
    [Parameter(Mandatory = true, Position = 0,
        HelpMessage = "Path of the page, such as ./videos/index.html. In a folder that exists, the page is index.html.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The title.</summary>
    [Parameter(HelpMessage = "Title of the page. Default: Videos.")]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Videos";

    /// <summary>Overwrite.</summary>
    [Parameter(HelpMessage = "Overwrites a file that Export-SoraGallery did not write. Its own pages are always overwritten.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Pass on.</summary>
    [Parameter(HelpMessage = "Returns the videos and tasks instead of the page.")]
    public SwitchParameter PassThru { get; set; }

    private GalleryFile Page => new(_path, Force);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            string path = FilePath.Resolve(Path, SessionState);
            _path = Directory.Exists(path) ? System.IO.Path.Combine(path, "index.html") : path;
            Page.Check();
        }
        catch (SoraException exception)
        {
            // Before the commands that pay have read a row.
            Terminate(exception);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Array.ForEach(InputObject, item => Try(item, () =>
    {
        _tasks.Add(item.BaseObject as SoraTask ?? TaskRow.Read(item) ?? throw new SoraException(
            SoraErrorKind.InvalidRequest, "The input is no video, no task and no row with the columns Provider and Id.")
        {
            RecommendedAction = "Pipe the output of Save-SoraVideo or Get-SoraTask.",
        });
        if (PassThru)
        {
            WriteObject(item);
        }
    }));

    /// <inheritdoc/>
    protected override void EndProcessing() => Try(Path, () =>
    {
        if (!ShouldProcess(_path, $"Write a gallery of {_tasks.Count} videos and tasks"))
        {
            return;
        }

        FileInfo page = Page.Write(Title, _tasks, Session.Client.Connections, Session.Client.Time.GetUtcNow());
        if (!PassThru)
        {
            WriteObject(page);
        }
    });
}
