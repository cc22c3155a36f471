using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;
using SoraPS.Core.Networks;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.Odkkk;

/// <summary>
/// odkkk, by its page 'sora-2 Interface' (t0ai.cn/docs/video-series/sora2/sora2-video-generate). It is a clone of
/// EvoLink, whose page 'get-task-detail' (docs.evolink.ai) documents the status that odkkk's page only links to.
/// </summary>
public sealed class OdkkkDialect : Dialect
{
    /// <summary>callback_url: HTTPS, no internal IP address, and so many characters.</summary>
    private const int LongestCallback = 2048;

    /// <inheritdoc/>
    public override string Name => "Odkkk";

    /// <inheritdoc/>
    public override Uri DefaultBaseUri { get; } = new("https://ai.odkkk.com/apiv1");

    /// <inheritdoc/>
    public override string KeyVariable => "ODKKK_API_KEY";

    /// <inheritdoc/>
    public override string DefaultModel => "sora-2";

    /// <inheritdoc/>
    public override StateWords States => OdkkkReader.States;

    /// <summary>Ours: no interval is documented, only an estimate of 300 s for a whole task.</summary>
    public override PollPace Pace { get; } = new(
        TimeSpan.FromSeconds(30), [(TimeSpan.MaxValue, TimeSpan.FromSeconds(10))]);

    /// <summary>'Generated video links are valid for 24 hours.'</summary>
    public override TimeSpan? LinkLife => TimeSpan.FromHours(24);

    /// <summary>image_urls: addresses only, one of at most 10 MB.</summary>
    public override ImageRules Image { get; } = new(false, 10 * 1024 * 1024, ["image/jpeg", "image/png", "image/webp"]);

    /// <inheritdoc/>
    public override bool TakesCallback => true;

    /// <inheritdoc/>
    public override bool TakesRemoveWatermark => true;

    /// <summary>EvoLink's page of credits; odkkk's own documents do not name it.</summary>
    public override GatewayRequest? KeyCheck => GatewayRequest.Get("/v1/credits");

    /// <summary>The same page: credits are bounded by the account and, unless it is unlimited, by the key ('token').</summary>
    public override AccountBalance? ReadBalance(GatewayAnswer answer)
    {
        JsonElement token = answer.Json.At("data", "token");
        decimal? ofKey = token.At("unlimited_credits").ValueKind is JsonValueKind.True ? null : token.Number("remaining_credits");
        decimal? ofAccount = answer.Json.Number("data", "user", "remaining_credits");
        decimal? least = ofKey < ofAccount ? ofKey : ofAccount ?? ofKey;
        return least is { } amount ? new(amount, "credits") : null;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Check(PreparedRequest request)
    {
        // There is no field for it, so it would be dropped without a word.
        if (request.Resolution is not null && FindModel(request.Model) is not null)
        {
            yield return "Odkkk offers no choice of resolution; leave -Resolution out.";
        }

        foreach (string fault in CallbackRules.Faults(request.CallbackUri, Name, LongestCallback))
        {
            yield return fault;
        }
    }

    /// <inheritdoc/>
    public override GatewayRequest Create(PreparedRequest request)
    {
        JsonArray? images = request.Image?.Uri is Uri image ? new JsonArray(image.OriginalString) : null;

        // No watermark is the gateway's default and costs more: a row that does not ask leaves the choice to the gateway.
        return GatewayRequest.Post("/v1/videos/generations", new JsonObject()
            .Put("model", request.Model)
            .Put("prompt", request.Prompt)
            .Put("aspect_ratio", request.AspectRatio)
            .Put("duration", request.Duration)
            .Put("image_urls", images)
            .Put("remove_watermark", request.RemoveWatermark)
            .Put("callback_url", request.CallbackUri?.OriginalString));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> IdNames { get; } = ["id"];

    /// <inheritdoc/>
    public override TaskReport ReadCreate(GatewayAnswer answer) => OdkkkReader.Task(answer.Json);

    /// <inheritdoc/>
    public override GatewayRequest Status(SoraTask task) => GatewayRequest.Get($"/v1/tasks/{IdOf(task)}");

    /// <inheritdoc/>
    public override TaskReport ReadStatus(GatewayAnswer answer, SoraTask task) => OdkkkReader.Task(answer.Json);

    /// <inheritdoc/>
    public override GatewayError? ReadError(GatewayAnswer answer) => OdkkkReader.Error(answer);
}
