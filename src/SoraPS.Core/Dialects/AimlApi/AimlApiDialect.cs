using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.AimlApi;

/// <summary>
/// AI/ML API, by its pages of the four Sora models and their OpenAPI files (github.com/aimlapi/api-docs,
/// video-models/OpenAi).
/// </summary>
public sealed class AimlApiDialect : Dialect
{
    private const string Generations = "/v2/video/generations";

    /// <inheritdoc/>
    public override string Name => "AimlApi";

    /// <inheritdoc/>
    public override Uri DefaultBaseUri { get; } = new("https://api.aimlapi.com");

    /// <inheritdoc/>
    public override string KeyVariable => "AIMLAPI_API_KEY";

    /// <inheritdoc/>
    public override string DefaultModel => "openai/sora-2-t2v";

    /// <inheritdoc/>
    public override StateWords States => AimlApiReader.States;

    /// <summary>'Automatically polls the server every 10 seconds' (example of the model page).</summary>
    public override PollPace Pace { get; } = PollPace.Every(TimeSpan.FromSeconds(10));

    /// <summary>
    /// image_url: an address or a Base64 image, whose pixels must be the video's; no limit in bytes is documented.
    /// </summary>
    public override ImageRules Image { get; } =
        new(AcceptsFile: true, MaxBytes: null, ["image/jpeg", "image/png", "image/webp"]);

    /// <summary>Account balance, v2 (service-endpoints/account-balance).</summary>
    public override GatewayRequest? KeyCheck => GatewayRequest.Get("/v2/billing");

    /// <inheritdoc/>
    public override AccountBalance? ReadBalance(GatewayAnswer answer) =>
        answer.Json.Number("current_balance") is { } amount ? new(amount, answer.Json.Text("currency")) : null;

    /// <inheritdoc/>
    public override ResolvedRequest Resolve(ResolvedRequest request) =>
        AimlApiShape.Resolve(request with { Model = AimlApiModels.Resolve(this, request) });

    /// <inheritdoc/>
    public override IEnumerable<string> Check(PreparedRequest request) =>
        FindModel(request.Model) is { } known ? AimlApiShape.ImageFaults(request, known) : [];

    /// <inheritdoc/>
    public override GatewayRequest Create(PreparedRequest request)
    {
        string? image = request.Image is null ? null : request.Image.Uri?.OriginalString ?? request.RequirePicture().ToDataUrl();

        // The specification writes the default of duration as the string "4" although its type is integer: a number is what it means.
        return GatewayRequest.Post(Generations, new JsonObject()
            .Put("model", request.Model)
            .Put("prompt", request.Prompt)
            .Put("duration", request.Duration)
            .Put("aspect_ratio", request.AspectRatio)
            .Put("resolution", request.Resolution)
            .Put("image_url", image));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> IdNames { get; } = ["generation_id", "id"];

    /// <inheritdoc/>
    public override TaskReport ReadCreate(GatewayAnswer answer) => AimlApiReader.Task(answer.Json);

    /// <summary>Real ids hold ':' and '/', such as <c>video_68e5…:openai/sora-2-pro-t2v</c>.</summary>
    public override GatewayRequest Status(SoraTask task) =>
        GatewayRequest.Get($"{Generations}?generation_id={IdOf(task)}");

    /// <inheritdoc/>
    public override TaskReport ReadStatus(GatewayAnswer answer, SoraTask task) => AimlApiReader.Task(answer.Json);

    /// <inheritdoc/>
    public override GatewayError? ReadError(GatewayAnswer answer) => AimlApiErrors.Read(answer);
}
