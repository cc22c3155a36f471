using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.LinkModel;

/// <summary>
/// LinkModel (linkmodel.ai). Requests follow its API page of sora-2, status and pace its page 'Query video task', the
/// key check and the life of links its official command-line client.
/// </summary>
public sealed class LinkModelDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "LinkModel";

    /// <inheritdoc/>
    public override Uri DefaultBaseUri { get; } = new("https://api.linkmodel.ai/api/v1");

    /// <inheritdoc/>
    public override string KeyVariable => "LINKMODEL_API_KEY";

    /// <inheritdoc/>
    public override string DefaultModel => "sora-2";

    /// <inheritdoc/>
    public override StateWords States => LinkModelReader.States;

    /// <summary>
    /// Query page: nothing before 30 s, then 5 s until 2 min, 3 s until 4 min, 8 s until 8 min, 15 s beyond.
    /// </summary>
    public override PollPace Pace { get; } = new(
        TimeSpan.FromSeconds(30),
        [
            (TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5)),
            (TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(3)),
            (TimeSpan.FromMinutes(8), TimeSpan.FromSeconds(8)),
            (TimeSpan.MaxValue, TimeSpan.FromSeconds(15)),
        ]);

    /// <summary>README of the official client: 'usually expire after about 48 hours'.</summary>
    public override TimeSpan? LinkLife => TimeSpan.FromHours(48);

    /// <summary>API page: <c>first_frame_image</c> is a URL; neither size nor types are documented.</summary>
    public override ImageRules Image { get; } = new(AcceptsFile: false, MaxBytes: null, Types: []);

    /// <summary>Official client: answers with code 0, or 401, and bills nothing.</summary>
    public override GatewayRequest KeyCheck { get; } = GatewayRequest.Get("/auth/check");

    /// <inheritdoc/>
    public override IEnumerable<string> Check(PreparedRequest request)
    {
        if (request.AspectRatio is not null && VideoSize.Of(request.AspectRatio, request.Resolution) is null)
        {
            yield return $"LinkModel takes a size in pixels, which does not follow from the aspect ratio "
                + $"{request.AspectRatio} and the resolution {request.Resolution ?? "720p"}; try 16:9 or 1280x720.";
        }
    }

    /// <inheritdoc/>
    public override GatewayRequest Create(PreparedRequest request)
    {
        string? size = VideoSize.Of(request.AspectRatio, request.Resolution) is (int width, int height)
            ? $"{width}x{height}"
            : null;

        // The tier has a field of its own, with a capital P; exact pixels are given by the size alone.
        bool isPixels = VideoShape.TryPixels(request.Resolution, out _, out _);
        return GatewayRequest.Post("/video-generation", new JsonObject()
            .Put("model", request.Model)
            .Put("prompt", request.Prompt)
            .Put("first_frame_image", request.Image?.Uri?.OriginalString)
            .Put("size", size)
            .Put("duration", request.Duration)
            .Put("resolution", isPixels ? null : request.Resolution?.ToUpperInvariant()));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> IdNames { get; } = ["task_id"];

    /// <inheritdoc/>
    public override TaskReport ReadCreate(GatewayAnswer answer) => LinkModelReader.ReadTask(answer.Json);

    /// <inheritdoc/>
    public override GatewayRequest Status(SoraTask task) =>
        GatewayRequest.Get($"/query/video-generation?task_id={IdOf(task)}");

    /// <inheritdoc/>
    public override TaskReport ReadStatus(GatewayAnswer answer, SoraTask task) => LinkModelReader.ReadTask(answer.Json);

    /// <inheritdoc/>
    public override GatewayError? ReadError(GatewayAnswer answer) => LinkModelReader.ReadError(answer);
}
