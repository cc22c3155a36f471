using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;
using SoraPS.Core.Networks;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.Apixo;

/// <summary>
/// Apixo (apixo.ai). Facts follow its page of sora-2 with integer durations and <c>image_urls</c>; where other versions
/// of that page or its API reference say something else, the comment beside it says so.
/// Lengths of sora-2 are 10 and 15 as on this page; a later version of it has 4, 8 and 12, which take -SkipValidation.
/// </summary>
public sealed class ApixoDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "Apixo";

    /// <inheritdoc/>
    public override Uri DefaultBaseUri { get; } = new("https://api.apixo.ai/api/v1");

    /// <inheritdoc/>
    public override string KeyVariable => "APIXO_API_KEY";

    /// <inheritdoc/>
    public override string DefaultModel => "sora-2";

    /// <inheritdoc/>
    public override StateWords States => ApixoReader.States;

    /// <summary>
    /// Page of sora-2, tips: 'wait 180 seconds, then poll every 10 seconds'. API reference: 10 requests a minute on the free plan.
    /// </summary>
    public override PollPace Pace { get; } =
        new(TimeSpan.FromSeconds(180), [(TimeSpan.MaxValue, TimeSpan.FromSeconds(10))]) { Shortest = TimeSpan.FromSeconds(6) };

    /// <summary>Page of sora-2: 15 days. The API reference says 24 hours for any model, so save soon.</summary>
    public override TimeSpan? LinkLife => TimeSpan.FromDays(15);

    /// <summary>Page of sora-2: 10000 a minute. The API reference says 10 on the free plan and 60 on Pro.</summary>
    public override int? RequestsPerMinute => 10_000;

    /// <summary>Page of sora-2: addresses in <c>image_urls</c>, 'JPG, PNG, WebP, max 10MB per image'.</summary>
    public override ImageRules Image { get; } =
        new(AcceptsFile: false, MaxBytes: 10 * 1024 * 1024, Types: ["image/jpeg", "image/png", "image/webp"]);

    /// <inheritdoc/>
    public override bool TakesCallback => true;

    /// <inheritdoc/>
    public override bool TakesRemoveWatermark => true;

    /// <summary>API reference: the balance of the key's account.</summary>
    public override GatewayRequest KeyCheck { get; } = GatewayRequest.Get("/apikeys/current-balance");

    /// <summary>The API reference has the request and no answer: it is read where its envelope would have it.</summary>
    public override AccountBalance? ReadBalance(GatewayAnswer answer) =>
        answer.Json.Number("data", "balance") is { } amount ? new(amount, answer.Json.Text("data", "currency")) : null;

    /// <summary>API reference, webhooks: public HTTPS only.</summary>
    public override IEnumerable<string> Check(PreparedRequest request) => CallbackRules.Faults(request.CallbackUri, Name);

    /// <inheritdoc/>
    public override GatewayRequest Create(PreparedRequest request) =>
        GatewayRequest.Post($"/generateTask/{Escape(request.Model)}", ApixoWriter.Body(request));

    /// <inheritdoc/>
    public override IReadOnlyList<string> IdNames { get; } = ["taskId"];

    /// <inheritdoc/>
    public override TaskReport ReadCreate(GatewayAnswer answer) => ApixoReader.ReadTask(answer.Json);

    /// <summary>The model is part of the path of a status, too: a task can only be asked about by both.</summary>
    public override GatewayRequest Status(SoraTask task) =>
        GatewayRequest.Get($"/statusTask/{Escape(task.Model)}?taskId={IdOf(task)}");

    /// <inheritdoc/>
    public override TaskReport ReadStatus(GatewayAnswer answer, SoraTask task) => ApixoReader.ReadTask(answer.Json);

    /// <inheritdoc/>
    public override GatewayError? ReadError(GatewayAnswer answer) => ApixoErrors.Read(answer);

    private string Escape(string? model) => Uri.EscapeDataString(model ?? DefaultModel);
}
