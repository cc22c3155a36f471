using System.Net;

namespace SoraPS.Emulator.Callbacks;

/// <summary>How a gateway calls back.</summary>
/// <param name="Timeout">How long it waits for an answer.</param>
/// <param name="Retries">The pause before each further attempt.</param>
/// <param name="TakesAnySuccess">Whether any 2xx will do; else it must be 200.</param>
internal sealed record CallbackPolicy(TimeSpan Timeout, IReadOnlyList<TimeSpan> Retries, bool TakesAnySuccess)
{
    public static CallbackPolicy Of(int timeout, bool takesAnySuccess, params IEnumerable<int> retries) =>
        new(TimeSpan.FromSeconds(timeout), [.. retries.Select(seconds => TimeSpan.FromSeconds(seconds))], takesAnySuccess);

    public bool IsTaken(HttpResponseMessage answer) =>
        TakesAnySuccess ? answer.IsSuccessStatusCode : answer.StatusCode is HttpStatusCode.OK;
}
