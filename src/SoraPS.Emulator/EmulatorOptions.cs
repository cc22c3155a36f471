namespace SoraPS.Emulator;

/// <summary>How an emulator behaves. Everything has a default that suits a demo.</summary>
public sealed record EmulatorOptions
{
    /// <summary>Port of the gateways, 0 for any free one; the download origin takes another free one.</summary>
    public int Port { get; init; }

    /// <summary>Time from creation to the end of a task; zero means done at the first poll.</summary>
    public TimeSpan GenerationTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The key that every dialect accepts.</summary>
    public string ApiKey { get; init; } = "emulator-key";

    /// <summary>A key that is valid but has nothing left to spend.</summary>
    public string NoCreditKey { get; init; } = "no-credit";

    /// <summary>Length to which each video is padded; videos are never cut to it.</summary>
    public long? FileSize { get; init; }

    /// <summary>Life of a download link; null takes what the dialect documents.</summary>
    public TimeSpan? LinkLife { get; init; }

    /// <summary>Unfinished tasks that each dialect allows; one more gets a 429.</summary>
    public int? ConcurrencyLimit { get; init; }

    /// <summary>Whether the OpenAI dialect has a list of tasks; many servers of its shape have none.</summary>
    public bool HasTaskList { get; init; } = true;

    /// <summary>Most tasks on a page of a list, whatever the request's limit; null for the dialect's own most.</summary>
    public int? PageSize { get; init; }

    /// <summary>Where the OpenAI dialect sends a webhook when a task ends, on this machine; null for nowhere.</summary>
    public Uri? WebhookUri { get; init; }

    /// <summary>Secret that signs these webhooks; null for no signature.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Makes LinkModel say its business errors inside HTTP 200, as it is known to do.</summary>
    public bool LinkModelErrorsInOk { get; init; }

    /// <summary>Seed of the draws that faults with a rate make; the same rows then meet the same faults.</summary>
    public int Seed { get; init; }

    /// <summary>Faults from the start.</summary>
    public IReadOnlyList<EmulatorFault> Faults { get; init; } = [];

    /// <summary>Clock of the tasks, links and delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
