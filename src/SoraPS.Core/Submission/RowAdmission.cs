using SoraPS.Core.Requests;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Submission;

/// <summary>Numbers the rows of a run and gives each its key, in the order in which they come.</summary>
internal sealed class RowAdmission
{
    private readonly IdempotencyKeys _keys = new();
    private readonly Dictionary<(string Batch, string Key), (IdempotencyKey Key, Task Ended)> _first = [];
    private long _count;

    /// <summary>Takes the next row in.</summary>
    /// <exception cref="SoraException">
    /// InvalidRequest: a text of it cannot be sent as it is, or an earlier row of that name asks for something else.
    /// </exception>
    public AdmittedRow Admit(IVideoRow row)
    {
        VideoRequest request = row.Request;

        // Before its key is made, which would hold the same replacement for different texts.
        RowText.Check(request);
        IdempotencyKey? key = string.IsNullOrWhiteSpace(request.Batch) ? null : _keys.Of(request.Batch, request);
        if (key is null)
        {
            return new AdmittedRow(_count++, row, null, After: null);
        }

        if (_first.TryGetValue(PlaceOf(key), out (IdempotencyKey Key, Task Ended) first))
        {
            return key.AsksFor(first.Key.ContentHash)
                ? new AdmittedRow(_count++, row, key, first.Ended)
                : throw SubmissionErrors.NameTaken(request);
        }

        AdmittedRow admitted = new(_count++, row, key, After: null);
        _first[PlaceOf(key)] = (key, admitted.Ended);
        return admitted;
    }

    // As the ledger has it: else a row whose batch is written otherwise would be no repeat, and be sent again by -Force.
    private static (string Batch, string Key) PlaceOf(IdempotencyKey row) => (row.Batch.ToUpperInvariant(), row.Key);
}
