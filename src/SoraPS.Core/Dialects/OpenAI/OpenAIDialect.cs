using System.Globalization;
using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.OpenAI;

/// <summary>
/// The Videos API of OpenAI (openai/openai-openapi 2.3.0 and the guide 'Video generation'), shut down on 2026-09-24,
/// and of the gateways and self-hosted servers that answer /v1/videos: what they leave out is never missed here.
/// </summary>
public sealed class OpenAIDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "OpenAI";

    /// <inheritdoc/>
    public override Uri DefaultBaseUri { get; } = new("https://api.openai.com/v1");

    /// <inheritdoc/>
    public override string KeyVariable => "OPENAI_API_KEY";

    /// <inheritdoc/>
    public override string DefaultModel => "sora-2";

    /// <inheritdoc/>
    public override bool IsOpenProtocol => true;

    /// <inheritdoc/>
    public override StateWords States => OpenAIReader.States;

    /// <inheritdoc/>
    public override bool MakesFromVideos => true;

    /// <summary>'Every 10-20 seconds' (guide).</summary>
    public override PollPace Pace { get; } = new(
        TimeSpan.FromSeconds(10),
        [(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10)), (TimeSpan.MaxValue, TimeSpan.FromSeconds(15))]);

    /// <summary>'Download URLs are valid for a maximum of 1 hour after generation' (guide).</summary>
    public override TimeSpan? LinkLife => TimeSpan.FromHours(1);

    /// <summary>input_reference: 20 MiB is said of image_url; its pixels must equal size.</summary>
    public override ImageRules Image { get; } =
        new(AcceptsFile: true, 20 * 1024 * 1024, ["image/jpeg", "image/png", "image/webp"]);

    /// <inheritdoc/>
    public override GatewayRequest? KeyCheck => ModelList;

    /// <inheritdoc/>
    public override GatewayRequest? ModelList => GatewayRequest.Get("/models");

    /// <inheritdoc/>
    public override ResolvedRequest Resolve(ResolvedRequest request) => OpenAISize.Resolve(request);

    /// <inheritdoc/>
    public override IEnumerable<string> Check(PreparedRequest request) =>
        Models.Any(model => model.Model == request.Model) ? OpenAISize.ImageFaults(request) : [];

    /// <summary>JSON, or a multipart form where a local image is sent: the reference allows both.</summary>
    public override GatewayRequest Create(PreparedRequest request)
    {
        if (request.DerivedFrom is { } source)
        {
            return OpenAIDerivation.Create(request, source);
        }

        JsonObject body = new() { ["model"] = request.Model, ["prompt"] = request.Prompt };

        // A string in the schema: OpenAI refuses a number with 'Invalid type for seconds'.
        if (request.Duration is int seconds)
        {
            body["seconds"] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        // A resolution that cannot be given in pixels goes out as it is, so that the server refuses it and not silently
        // drops it.
        if ((OpenAISize.Of(request) ?? request.Resolution) is string size)
        {
            body["size"] = size;
        }

        if (request.Image?.Uri is Uri address)
        {
            body["input_reference"] = new JsonObject { ["image_url"] = address.OriginalString };
        }

        GatewayRequest message = GatewayRequest.Post("/videos", body);
        if (request.Image is not { Uri: null } image)
        {
            return message;
        }

        LoadedImage picture = request.RequirePicture();
        return message with { File = new FilePart("input_reference", image.FileNameOf(picture), picture) };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> IdNames { get; } = ["task_id", "id"];

    /// <inheritdoc/>
    public override TaskReport ReadCreate(GatewayAnswer answer) => OpenAIReader.Task(answer.Json);

    /// <inheritdoc/>
    public override bool WantsForm(GatewayAnswer answer) => OpenAIErrors.IsBodyUnread(answer);

    /// <inheritdoc/>
    public override GatewayRequest Status(SoraTask task) => GatewayRequest.Get(PathOf(task));

    /// <inheritdoc/>
    public override TaskReport ReadStatus(GatewayAnswer answer, SoraTask task) => OpenAIReader.Task(answer.Json);

    /// <inheritdoc/>
    public override GatewayError? ReadError(GatewayAnswer answer) => OpenAIErrors.Read(answer);

    /// <inheritdoc/>
    public override GatewayRequest? TaskList(string? after) => GatewayRequest.Get(
        "/videos?limit=100&order=desc" + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}"));

    /// <inheritdoc/>
    public override TaskPage? ReadTaskList(GatewayAnswer answer) => OpenAIReader.Tasks(answer);

    /// <inheritdoc/>
    public override GatewayRequest? Delete(SoraTask task) => new(HttpMethod.Delete, PathOf(task));

    /// <summary>Self-hosted servers may not know 'variant', so it is sent for what is not the video only.</summary>
    public override GatewayRequest? Content(SoraTask task, string variant)
    {
        bool isVideo = string.Equals(variant, "video", StringComparison.OrdinalIgnoreCase);
        string query = isVideo ? "" : $"?variant={Uri.EscapeDataString(variant)}";
        return isVideo && task.VideoUri is not null ? null : GatewayRequest.Get($"{PathOf(task)}/content{query}");
    }

    private static string PathOf(SoraTask task) => $"/videos/{IdOf(task)}";
}
