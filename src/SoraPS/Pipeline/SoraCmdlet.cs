using System.Management.Automation;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Stages;
using SoraPS.ProgressBars;

namespace SoraPS.Pipeline;

/// <summary>What all cmdlets share: one form of error, and a token that Ctrl+C cancels.</summary>
public abstract class SoraCmdlet : PSCmdlet, IDisposable
{
#pragma warning disable RS0030 // It only asks.
    private static readonly bool s_isRedirected = Console.IsOutputRedirected;
#pragma warning restore RS0030

    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled by Ctrl+C and Stop-Job, and when the pipeline ends for any other reason.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>What -Verbose and -Debug, or their preference variables, ask for.</summary>
    protected Verbosity Detail => new(IsWanted("Verbose", "VerbosePreference"), IsWanted("Debug", "DebugPreference"));

    /// <summary>Whether -ProgressAction, or its preference variable, lets progress be shown.</summary>
    protected bool ShowsProgress => IsWanted("ProgressAction", "ProgressPreference");

    /// <summary>
    /// Whether a summary, or a line of a log, is written to the host: unless -InformationAction, or its preference variable, rules it out.
    /// </summary>
    protected internal bool ShowsSummary => MyInvocation.BoundParameters.TryGetValue("InformationAction", out object? given)
        ? given is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore)
        : GetVariableValue("InformationPreference") is not ActionPreference.Ignore and not "Ignore";

    /// <summary>
    /// Shows a text as Write-Host does. Where the output of this PowerShell is read by something else, the screen would be part of it:
    /// there the text goes to standard error, and to whoever captures the information stream.
    /// </summary>
    protected internal void WriteNotice(string text)
    {
#pragma warning disable RS0030 // The shell has no stream of a cmdlet that goes to standard error.
        if (IsCaptured)
        {
            Console.Error.WriteLine(text);
        }
#pragma warning restore RS0030

        WriteInformation(new HostInformationMessage { Message = text }, NoticeTags);
    }

    /// <summary>Tags of an information record for the screen; none, which shows it nowhere, if that is read by something else.</summary>
    private protected string[] NoticeTags => IsCaptured ? [] : ["PSHOST"];

    // Other hosts have a screen of their own, or none.
    private bool IsCaptured => s_isRedirected && Host?.Name == "ConsoleHost";

    /// <summary>Whether -WhatIf, or its preference variable, is on.</summary>
    protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Whether it does nothing while the user's settings cannot be read.</summary>
    protected virtual bool NeedsSettings => false;

    /// <inheritdoc/>
    protected override void BeginProcessing() => CheckSettings();

    /// <summary>Tells why the user's settings do not apply: once in a process, or always where they are needed.</summary>
    protected void CheckSettings()
    {
        if (Session.Client.Connections.SettingsProblem is not { } problem)
        {
            return;
        }

        if (NeedsSettings)
        {
            Terminate(problem);
        }

        if (Session.TellsSettingsProblem())
        {
            WriteFailure(problem, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called on another thread: it only signals.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Ends what still runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Not disposed: Ctrl+C may signal from another thread at any moment.
            _stop.Cancel();
        }
    }

    /// <summary>Writes a failure of one item; the pipeline goes on.</summary>
    protected virtual void WriteFailure(Exception exception, object? target) => WriteError(ErrorRecords.Create(exception, target));

    /// <summary>Ends the pipeline with a failure that concerns every item.</summary>
    protected void Terminate(SoraException exception) => ThrowTerminatingError(ErrorRecords.Create(exception, null));

    /// <summary>Runs something about one item on the pipeline thread; a failure is written with the item as its target.</summary>
    protected void Try(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (SoraException exception)
        {
            WriteFailure(exception, target);
        }
    }

    /// <summary>Waits on the pipeline thread for asynchronous work, then writes the log of its requests.</summary>
    protected T Await<T>(Func<IRequestLog, CancellationToken, Task<T>> work)
    {
        CollectedLog log = new(Detail);
        try
        {
            Task<T> working = Task.Run(() => work(log, StopToken));
            ShowPauses(working, log);
            return working.WaitForResult();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            log.WriteTo(this);
        }
    }

    private void ShowPauses(Task working, CollectedLog log)
    {
        ProgressBar? bar = null;
        while (Task.WaitAny([working], ProgressRenderer.Interval) < 0)
        {
            if (ShowsProgress && log.RetriesIn is { } left)
            {
                bar ??= new ProgressBar(MyInvocation.MyCommand.Name, null, WriteProgress);
                bar.Show(ItemText.Retrying(left), fraction: null, left: null);
            }
        }

        bar?.Complete();
    }

    // The parameters of a compiled cmdlet do not set the variables.
    private bool IsWanted(string parameter, string preference)
    {
        bool isGiven = MyInvocation.BoundParameters.TryGetValue(parameter, out object? given);
        object? value = isGiven ? given : GetVariableValue(preference);
        return value is SwitchParameter isOn
            ? isOn
            : LanguagePrimitives.TryConvertTo(value, out ActionPreference action)
                && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }
}
