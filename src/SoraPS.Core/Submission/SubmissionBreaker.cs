using SoraPS.Core.Connections;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Submission;

/// <summary>
/// A circuit breaker for each provider of a run: what concerns the account or the network would refuse every further row alike. Once
/// it has refused some in a row, no more are sent, and one error tells how many. Nor are they once several in a row may have been
/// charged without an answer that tells: a person must look into each of those. Thread-safe.
/// </summary>
internal sealed class SubmissionBreaker
{
    private const int MostFailures = 3;
    private const int MostUnknown = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Circuit> _circuits = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a failure is not the row's own.</summary>
    public static bool Concerns(SoraException? failure) => failure?.Kind is SoraErrorKind.AuthenticationFailed
        or SoraErrorKind.ApiKeyMissing or SoraErrorKind.PermissionDenied or SoraErrorKind.QuotaExceeded
        or SoraErrorKind.RateLimited or SoraErrorKind.GatewayUnavailable;

    /// <summary>Whether a provider is sent no more rows.</summary>
    public bool IsOpen(Connection connection)
    {
        lock (_lock)
        {
            return _circuits.GetValueOrDefault(connection.Name) is { IsOpen: true };
        }
    }

    /// <summary>A row is not sent because the provider is sent no more.</summary>
    public void Skip(Connection connection)
    {
        lock (_lock)
        {
            _circuits[connection.Name].Skipped++;
        }
    }

    /// <summary>A row was taken or judged for itself, so the account and the network are well; or nobody knows what came of it.</summary>
    public void Note(Connection connection, SubmissionOutcome outcome)
    {
        lock (_lock)
        {
            Circuit circuit = CircuitOf(connection);
            if (circuit.IsOpen)
            {
                return;
            }

            if (outcome.Task is { State: SoraTaskState.Unknown, Id: null })
            {
                circuit.Last = outcome.Error;
                circuit.Unknown++;
            }
            else
            {
                (circuit.Failures, circuit.Unknown) = (0, 0);
            }
        }
    }

    /// <summary>A row was surely not taken, for what is not its own fault.</summary>
    /// <returns>
    /// Whether the row has an error of its own; those that were under way when the others failed count as not submitted instead.
    /// </returns>
    public bool Fail(Connection connection, SoraException failure)
    {
        lock (_lock)
        {
            Circuit circuit = CircuitOf(connection);
            if (circuit.IsOpen)
            {
                circuit.Skipped++;
                return false;
            }

            circuit.Last = failure;
            circuit.Failures++;
            return true;
        }
    }

    /// <summary>The errors about all rows that were not submitted, one for each provider.</summary>
    public IReadOnlyList<SoraException> Errors()
    {
        lock (_lock)
        {
            return [.. _circuits.Values.Where(circuit => circuit.Skipped > 0)
                .Select(circuit => SubmissionErrors.NotSubmitted(
                    circuit.Skipped, Math.Max(circuit.Failures, circuit.Unknown), circuit.Last!))];
        }
    }

    private Circuit CircuitOf(Connection connection)
    {
        if (!_circuits.TryGetValue(connection.Name, out Circuit? circuit))
        {
            _circuits[connection.Name] = circuit = new Circuit();
        }

        return circuit;
    }

    private sealed class Circuit
    {
        public int Failures { get; set; }

        public int Unknown { get; set; }

        public int Skipped { get; set; }

        public SoraException? Last { get; set; }

        public bool IsOpen => Failures >= MostFailures || Unknown >= MostUnknown;
    }
}
