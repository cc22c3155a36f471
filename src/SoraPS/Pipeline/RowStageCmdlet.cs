using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using SoraPS.Completion;
using SoraPS.Completion.Tasks;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Parameters;
using SoraPS.Parameters.Tasks;

namespace SoraPS.Pipeline;

/// <summary>Takes rows: a prompt and what else a row may say, by name from a CSV, or prompts by value.</summary>
public abstract class RowStageCmdlet<TOut> : StageCmdlet<IVideoRow, TOut>
{
    private bool _hasProvider;
    private bool _isPromptFixed;
    private bool _isChecked;
    private int _number;

    /// <summary>What to show.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Description of the video. The maximum length depends on the gateway; see Get-SoraModel.")]
    [Alias("Text")]
    [AllowEmptyString]
    [AllowNull]
    public string? Prompt { get; set; }

    /// <summary>The connection to use.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Provider that makes the video (see Get-SoraProvider). "
            + "Default: the default provider, or else the only one that is ready to use.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <summary>The model.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Model name that the gateway uses. Any name is accepted. Default: the provider's default model.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>Length in seconds.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Length of the video in seconds, such as 4, 8 or 12.")]
    [Alias("Seconds")]
    [WholeNumber]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public int? Duration { get; set; }

    /// <summary>Shape.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Aspect ratio: 16:9 or landscape, 9:16 or portrait, or another W:H.")]
    [Alias("Ratio")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(AspectRatioCompleter))]
    public string? AspectRatio { get; set; }

    /// <summary>Resolution.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Resolution tier, such as 720p or 1080p, or exact pixel size, such as 1280x720.")]
    [Alias("Size")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ResolutionCompleter))]
    public string? Resolution { get; set; }

    /// <summary>Reference image.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Reference image: a public URL or, where the gateway accepts uploads, a local file or data: URL.")]
    [Alias("ImageUrl")]
    [EmptyIsNull]
    public string? Image { get; set; }

    /// <summary>What is changed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Video to make a changed copy of: a task, a video or a task id. OpenAI dialect only.")]
    [SourceTask]
    public SoraTask? RemixOf { get; set; }

    /// <summary>What is edited.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Video to make an edited copy of: a task, a video or a task id. OpenAI dialect only.")]
    [SourceTask]
    public SoraTask? EditOf { get; set; }

    /// <summary>What is extended.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Video to continue: a task, a video or a task id. -Duration is the length to add. OpenAI dialect only.")]
    [SourceTask]
    public SoraTask? ExtensionOf { get; set; }

    /// <summary>The row's own label.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Your label for the row. Save-SoraVideo uses it as the file name.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(NameCompleter))]
    public string? Name { get; set; }

    /// <summary>Watermark.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Requests a video without the gateway's watermark, where supported. Some gateways charge extra.")]
    [YesNo]
    public bool? RemoveWatermark { get; set; }

    /// <summary>Callback address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Public https URL that the gateway calls when the task ends, where supported.")]
    [Address]
    public Uri? CallbackUri { get; set; }

    /// <summary>More fields of the request.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Gateway-specific fields to merge into the request body. "
            + "A hashtable or JSON text.")]
    [BodyFields]
    public Hashtable? AdditionalBody { get; set; }

    /// <summary>Send it unchecked.</summary>
    [Parameter(HelpMessage = "Sends rows even if they conflict with the gateway's documentation.")]
    public SwitchParameter SkipValidation { get; set; }

    /// <summary>The row itself; error records point at it.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true,
        HelpMessage = "The input row, for error records. Bound by the pipeline.")]
    public PSObject? InputObject
    {
        get;
        set
        {
            // Set for each object of the pipeline, also for one with a cell that cannot be bound; between them it is cleared.
            _number += value is null ? 0 : 1;
            BoundRow.Set(value, _number);
            field = value;
        }
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        CheckSettings();
        _isPromptFixed = MyInvocation.BoundParameters.ContainsKey(nameof(Prompt));

        JoinRun();

        // Named on the command line, the provider must be usable before the first row is read.
        if (Provider is not null)
        {
            RequireProvider();
        }

        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        BoundRow.Set(null, 0);
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!_isChecked && InputObject is { } first && !_isPromptFixed)
        {
            Require(() => InputColumns.Check(first, AllowsOddText));
        }

        _isChecked = true;

        // Where the rows have a column for it, an empty cell is this row's fault alone.
        if (Provider is null && Sources.ProviderOf(null) is null && !_hasProvider && InputObject?.Properties[nameof(Provider)] is null)
        {
            RequireProvider();
        }

        Try(InputObject ?? Prompt as object, ProcessNamed);
    }

    /// <summary>Whether texts are taken that are most probably a mistake: the header of a CSV, or letters that were lost.</summary>
    protected virtual bool AllowsOddText => false;

    /// <summary>Called for each row; what it throws becomes the row's error record.</summary>
    protected virtual void ProcessRow(VideoRequest row) => Post(row);

    /// <summary>
    /// Throws if the provider of a name cannot be used; null is the one that is used when none is named.
    /// </summary>
    protected virtual void CheckProvider(string? name) => Session.Client.Connections.Choose(name);

    private void ProcessNamed()
    {
        try
        {
            ProcessRow(ReadSafely());
        }
        catch (SoraException exception)
        {
            throw exception.About(RowTitle.Of(Name, HasPrompt ? Prompt : null, Number));
        }
    }

    private void RequireProvider()
    {
        Require(() => CheckProvider(Provider));
        _hasProvider = true;
    }

    // What every row would fail with alike: one error is enough.
    private void Require(Action check)
    {
        try
        {
            check();
        }
        catch (SoraException exception)
        {
            Terminate(exception);
        }
    }

    private VideoRequest ReadSafely()
    {
        try
        {
            return Read();
        }
        catch (Exception exception) when (exception is not (SoraException or PipelineStoppedException))
        {
            // Whatever a cell holds, it ends its own row and no other.
            throw new SoraException(
                SoraErrorKind.InvalidRequest, $"The row cannot be read: {exception.Message} Nothing was sent.", exception)
            {
                RecommendedAction = "Correct the row.",
            };
        }
    }

    private VideoRequest Read() => new()
    {
        Source = InputObject,
        Number = Number,
        Prompt = Checked(nameof(Prompt), ReadPrompt())!,
        Provider = Sources.ProviderOf(Provider),
        Model = Checked(nameof(Model), Model),
        Duration = Duration,
        AspectRatio = AspectRatio,
        Resolution = Resolution,
        Image = Image is null ? null : ImageArgument.Read(Image, SessionState),
        DerivedFrom = Sources.Read(),
        Name = Checked(nameof(Name), Name),
        RemoveWatermark = RemoveWatermark,
        CallbackUri = CallbackUri,
        AdditionalBody = ReadBody(),
        SkipValidation = SkipValidation,
    };

    /// <summary>The text of a cell as it is.</summary>
    /// <exception cref="SoraException">InvalidRequest: letters of it were lost, which is probably a mistake.</exception>
    private protected string? Checked(string column, string? text)
    {
        if (!AllowsOddText)
        {
            InputColumns.CheckEncoding(column, text);
        }

        return text;
    }

    private JsonObject? ReadBody()
    {
        JsonObject? body = BodyFieldsAttribute.ToJson(AdditionalBody);
        if (!AllowsOddText)
        {
            InputColumns.CheckEncoding(nameof(AdditionalBody), body);
        }

        return body;
    }

    private SourceArguments Sources => new(RemixOf, EditOf, ExtensionOf);

    private int? Number => _number == 0 ? null : _number;

    // A row without a prompt would be bound as a text such as '@{Name=…}', and paid for.
    private bool HasPrompt => (_isPromptFixed || InputObject is null or { BaseObject: string } || InputColumns.HavePrompt(InputObject))
        && !string.IsNullOrWhiteSpace(Prompt);

    private string ReadPrompt() => HasPrompt ? Prompt! : throw new SoraException(
        SoraErrorKind.InvalidRequest, "The row has no prompt. Nothing was sent.")
    {
        RecommendedAction = "Give it a text in the column Prompt (or Text).",
    };
}
