using System.Globalization;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.OpenAI;

/// <summary>
/// Reads POST /videos/{id}/remix, /videos/edits and /videos/extensions: model and size are those of the video that is named.
/// </summary>
internal static class OpenAIDerivedOrder
{
    public const string Edits = "edits";
    public const string Extensions = "extensions";
    private const int MaxExtensions = 6;
    private const int MaxSeconds = 120;

    public static VideoOrder Read(Fields fields, Route route, TaskStore tasks, DateTimeOffset now)
    {
        bool isRemix = route.Id is not (Edits or Extensions);
        string id = isRemix ? route.Id : (fields.Object("video") ?? throw fields.Problem(FieldFault.Missing, "video")).Required("id");
        string prompt = fields.Prompt(32000);
        VideoTask source = tasks.Find(id) ?? throw OpenAIRefusals.Of(RefusalKind.TaskNotFound, id).ToException();
        if (source.Refresh(now).Stage is not TaskStage.Succeeded)
        {
            throw OpenAIRefusals.Invalid("video", $"Video '{id}' is not completed.", "invalid_value").ToException();
        }

        VideoOrder order = source.Order with
        {
            Prompt = prompt,
            ImageUrl = null,
            Outcome = PlannedOutcome.Succeed,
            RemixedFrom = isRemix ? id : null,
        };
        return route.Id is Extensions ? Extend(order, fields) : order;
    }

    // The answer has the length of both together; the request has that of what is added.
    private static VideoOrder Extend(VideoOrder order, Fields fields)
    {
        fields.Required("seconds");
        int added = int.Parse(fields.OneOf("seconds", "", "4", "8", "12", "16", "20"), CultureInfo.InvariantCulture);
        return order.Extensions < MaxExtensions && order.Seconds + added <= MaxSeconds
            ? order with { Seconds = order.Seconds + added, Extensions = order.Extensions + 1 }
            : throw fields.Problem(
                FieldFault.Rule, "seconds", $"A video takes at most {MaxExtensions} extensions and {MaxSeconds} seconds in all.");
    }
}
