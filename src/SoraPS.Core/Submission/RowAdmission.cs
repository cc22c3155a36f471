using SoraPS.Core.Requests;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Submission;

/// <summary>Numbers the rows of a run and gives each its key, in the order in which they come.</summary>
internal sealed class RowAdmission
{
    private readonly IdempotencyKeys _keys = new();
    private readonly Dictionary<(string Batch, string Key), IdempotencyKey> _seen = [];
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
        bool isRepeat = key is not null && !_seen.TryAdd(PlaceOf(key), key);
        if (isRepeat && !key!.AsksFor(_seen[PlaceOf(key)].ContentHash))
        {
            throw SubmissionErrors.NameTaken(request);
        }

        return new AdmittedRow(_count++, row, key, isRepeat);
    }

    // As the ledger has it: else a row whose batch is written otherwise would be no repeat, and be sent again by -Force.
    private static (string Batch, string Key) PlaceOf(IdempotencyKey row) => (row.Batch.ToUpperInvariant(), row.Key);
}
