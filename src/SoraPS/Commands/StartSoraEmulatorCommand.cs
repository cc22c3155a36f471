using System.Collections;
using System.Management.Automation;
using SoraPS.Emulator;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Starts every gateway on this machine, with real videos and faults on demand. It spends no money.</summary>
[Cmdlet(VerbsLifecycle.Start, "SoraEmulator", SupportsShouldProcess = true)]
[OutputType(typeof(SoraEmulator))]
public sealed class StartSoraEmulatorCommand : SoraCmdlet
{
    /// <summary>Use it.</summary>
    [Parameter(HelpMessage = "Points this session's built-in providers at the emulator until it stops.")]
    public SwitchParameter Use { get; set; }

    /// <summary>How long a task takes.</summary>
    [Parameter(HelpMessage = "Time that a task takes: seconds or a TimeSpan. Default: 2 seconds.")]
    [Seconds]
    public TimeSpan GenerationTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Faults.</summary>
    [Parameter(HelpMessage = "Faults to inject, such as @{ Kind = 'RateLimited'; On = 'Create'; Rate = 0.2 }. Kinds: RateLimited, "
        + "ErrorBefore, ErrorAfter, LostReply, Reset, Slow, UnknownState, FailedTask, CancelledTask, TruncatedDownload, "
        + "HtmlDownload, ExpiredLink, Redirect, NotJson, EmptyBody, NotFound, DoneAtCreate, LateLink, SeeOther, Latin1, "
        + "CutCharacter, LoneSurrogate, TruncatedAnswer, CallbackLate, CallbackTwice, CallbackNever, CallbackWrongToken, "
        + "CallbackWrongSignature, CallbackHuge. "
        + "Other keys: On, Rate, Count, FirstOfEach, Status, RetryAfter, RetryAfterForm, Delay.")]
    public Hashtable[] Fault { get; set; } = [];

    /// <summary>Seed of the draws.</summary>
    [Parameter(HelpMessage = "Random seed. With the same seed, the same rows get the same faults.")]
    public int Seed { get; set; }

    /// <summary>Size of the files.</summary>
    [Parameter(HelpMessage = "Size in bytes to pad each video to, such as 200kb or 20mb.")]
    [ValidateRange(1, long.MaxValue)]
    public long? FileSize { get; set; }

    /// <summary>Life of links.</summary>
    [Parameter(HelpMessage = "Lifetime of download links: seconds or a TimeSpan. Default: as each gateway documents.")]
    [Seconds]
    public TimeSpan? LinkLife { get; set; }

    /// <summary>Unfinished tasks at once.</summary>
    [Parameter(HelpMessage = "Maximum number of unfinished tasks per gateway. Further create requests get status 429.")]
    [ValidateRange(1, int.MaxValue)]
    public int? ConcurrencyLimit { get; set; }

    /// <summary>Tasks on a page of a list.</summary>
    [Parameter(HelpMessage = "Maximum number of tasks per list page, whatever a request asks for. Default: as each gateway documents.")]
    [ValidateRange(1, 100)]
    public int? PageSize { get; set; }

    /// <summary>Where webhooks go.</summary>
    [Parameter(HelpMessage = "Address on this machine to which the OpenAI dialect sends a webhook when a task ends.")]
    [Address]
    public Uri? WebhookUri { get; set; }

    /// <summary>What signs them.</summary>
    [Parameter(HelpMessage = "Secret with which these webhooks are signed: any text, since it is valid nowhere else.")]
    public string? WebhookSecret { get; set; }

    /// <summary>The port.</summary>
    [Parameter(HelpMessage = "Port of the gateways. Default: any free port.")]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!ShouldProcess("127.0.0.1", "Start emulator"))
        {
            return;
        }

        EmulatorOptions options = new()
        {
            Port = Port,
            GenerationTime = GenerationTime,
            FileSize = FileSize,
            LinkLife = LinkLife,
            ConcurrencyLimit = ConcurrencyLimit,
            PageSize = PageSize,
            WebhookUri = WebhookUri,
            WebhookSecret = WebhookSecret,
            Seed = Seed,
            Faults = [.. Fault.Select(EmulatorFaults.Read)],
        };
        try
        {
            WriteObject(Session.Emulators.Start(options, Use));
        }
        catch (SoraException exception)
        {
            Terminate(exception);
        }
    }
}
