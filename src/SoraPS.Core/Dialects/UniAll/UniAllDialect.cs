using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.UniAll;

/// <summary>
/// UniAll (docs.uniall.ai). Requests and answers follow its page 'Sora 2 Video Generation' and the pages create-task
/// and query-task below it; the host is the server of its OpenAPI document.
/// </summary>
public sealed class UniAllDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "UniAll";

    /// <inheritdoc/>
    public override Uri DefaultBaseUri { get; } = new("https://api.uniall.ai");

    /// <inheritdoc/>
    public override string KeyVariable => "UNIALL_API_KEY";

    /// <summary>The family: <see cref="Resolve"/> makes a name of the model table of it.</summary>
    public override string DefaultModel => UniAllModelName.Family;

    /// <inheritdoc/>
    public override StateWords States => UniAllReader.States;

    /// <summary>No pace is documented; query-task shows a clip made in 90 s.</summary>
    public override PollPace Pace { get; } = PollPace.Every(TimeSpan.FromSeconds(10));

    /// <summary>Sora 2 page: <c>image_url</c> is a public URL; neither size nor types are documented.</summary>
    public override ImageRules Image { get; } = new(AcceptsFile: false, MaxBytes: null, Types: []);

    /// <summary>The list of models needs a key and costs nothing (page models).</summary>
    public override GatewayRequest KeyCheck => ModelList;

    /// <inheritdoc/>
    public override GatewayRequest ModelList { get; } = GatewayRequest.Get("/v1/models");

    /// <summary>
    /// Makes sora2-portrait-12s of sora2, 12 s and 9:16. The family keeps its own name, which no create request may have, for
    /// what the model table does not have: <see cref="Check"/> refuses that.
    /// </summary>
    public override ResolvedRequest Resolve(ResolvedRequest request)
    {
        UniAllModelName name = UniAllModelName.Read(request.Model);
        string? ratio = request.AspectRatio ?? VideoShape.RatioOf(request.Resolution) ?? name.AspectRatio;
        int? duration = request.Duration ?? name.Duration;
        bool isFamily = string.Equals(request.Model, UniAllModelName.Family, StringComparison.OrdinalIgnoreCase);
        return isFamily && UniAllModelName.Write(ratio ?? "16:9", duration ?? 4) is string model
            ? Resolve(request with { Model = model })
            : request with { AspectRatio = ratio, Duration = duration };
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Check(PreparedRequest request)
    {
        if (string.Equals(request.Model, UniAllModelName.Family, StringComparison.OrdinalIgnoreCase))
        {
            // The parameter table has 16 and 20 s, and of the models only the Pro ones leave the length open.
            yield return $"No {UniAllModelName.Family} model has this ratio and length; for 16 or 20 seconds name a Pro model, such as "
                + "sora2-pro-720p, which costs more";
        }

        if (FindModel(request.Model) is not null)
        {
            // What the table says about a model has been checked.
            yield break;
        }

        UniAllModelName name = UniAllModelName.Read(request.Model);
        if (name.AspectRatio is not null && !name.SaysRatio(request.AspectRatio))
        {
            yield return $"The model {request.Model} makes {name.AspectRatio} only, not {request.AspectRatio}; "
                + $"the model {UniAllModelName.Family} takes 16:9 and 9:16.";
        }

        if (name.Duration is not null && !name.SaysDuration(request.Duration))
        {
            yield return $"The model {request.Model} makes {name.Duration} s only, not {request.Duration} s; "
                + $"the model {UniAllModelName.Family} takes 4, 8 and 12.";
        }
    }

    /// <inheritdoc/>
    public override GatewayRequest Create(PreparedRequest request)
    {
        // What the name says is not said again: a second place could only contradict it.
        UniAllModelName name = UniAllModelName.Read(request.Model);
        return GatewayRequest.Post("/v1/video/generations", new JsonObject()
            .Put("model", request.Model)
            .Put("prompt", request.Prompt)
            .Put("image_url", request.Image?.Uri?.OriginalString)
            .Put("aspect_ratio", name.SaysRatio(request.AspectRatio) ? null : request.AspectRatio)
            .Put("duration", name.SaysDuration(request.Duration) ? null : request.Duration)
            .Put("resolution", name.SaysResolution(request.Resolution) ? null : request.Resolution));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> IdNames { get; } = ["task_id", "id"];

    /// <inheritdoc/>
    public override TaskReport ReadCreate(GatewayAnswer answer) => UniAllReader.ReadTask(answer.Json);

    /// <summary>Create says video, status says videos (Sora 2 page).</summary>
    public override GatewayRequest Status(SoraTask task) =>
        GatewayRequest.Get($"/v1/videos/{IdOf(task)}");

    /// <inheritdoc/>
    public override TaskReport ReadStatus(GatewayAnswer answer, SoraTask task) => UniAllReader.ReadTask(answer.Json);

    /// <inheritdoc/>
    public override GatewayError? ReadError(GatewayAnswer answer) => UniAllReader.ReadError(answer);
}
