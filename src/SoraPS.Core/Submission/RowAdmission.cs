using SoraPS.Core.Requests;

namespace SoraPS.Core.Submission;

/// <summary>Numbers the rows of a run and gives each its key, in the order in which they come.</summary>
internal sealed class RowAdmission
{
    private readonly IdempotencyKeys _keys = new();
    private readonly HashSet<IdempotencyKey> _seen = [];
    private long _count;

    /// <summary>Takes the next row in.</summary>
    /// <exception cref="SoraException">InvalidRequest: a text of it cannot be sent as it is.</exception>
    public AdmittedRow Admit(IVideoRow row)
    {
        VideoRequest request = row.Request;

        // Before its key is made, which would hold the same replacement for different texts.
        RowText.Check(request);
        IdempotencyKey? key = string.IsNullOrWhiteSpace(request.Batch) ? null : _keys.Of(request.Batch, request);
        bool isRepeat = key is not null && !_seen.Add(key with { ContentHash = null, Earlier = [] });
        return new AdmittedRow(_count++, row, key, isRepeat);
    }
}
