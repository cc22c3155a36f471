using System.Collections.Concurrent;
using SoraPS.Core.Images;
using SoraPS.Core.Text;

namespace SoraPS.Core.Requests;

/// <summary>
/// Gives each row of a run the key that it has in every run: its name, or else what it asks for and how many equal rows
/// came before it. One instance serves one run; rows must be asked about in the order in which they came.
/// </summary>
public sealed class IdempotencyKeys
{
    private readonly ConcurrentDictionary<(string Batch, string Hash), int> _seen = new();
    private readonly ImageHashes _images = new();

    /// <summary>The key of the next row.</summary>
    public IdempotencyKey Of(string batch, VideoRequest row)
    {
        string trimmed = batch.Trim();
        string? name = string.IsNullOrWhiteSpace(row.Name) ? null : row.Name.Trim();
        ImageInput? local = row.Image is { Uri: null } ? row.Image : null;
        string? content = local is null ? null : _images.Of(local);
        bool isKnown = local is null || content is not null;
        string hash = RequestFingerprint.Hash(row, TextForm.Usual, content);
        int before = name is null
            ? _seen.AddOrUpdate((TextForm.Usual.Of(trimmed).ToUpperInvariant(), hash), 0, (_, count) => count + 1)
            : 0;

        IdempotencyKey Known(TextForm form, string contentHash) => new(
            form.Of(trimmed), name is null ? $"hash:{contentHash}:{before}" : $"name:{form.Of(name)}", contentHash);
        IdempotencyKey key = Known(TextForm.Usual, hash);
        IEnumerable<IdempotencyKey> earlier = content is null && TextForm.IsOnly(trimmed) && HasOneForm(row)
            ? []
            : TextForm.Earlier.Select(form => Known(form, RequestFingerprint.Hash(row, form, null))).Distinct().Where(one => one != key);
        return key with { ContentHash = isKnown ? hash : null, Earlier = [.. earlier] };
    }

    private static bool HasOneForm(VideoRequest row) =>
        TextForm.IsOnly(row.Prompt) && TextForm.IsOnly(row.Name ?? "") && row.AdditionalBody is not { Count: > 0 };
}
