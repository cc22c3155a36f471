using System.Text.Json.Nodes;

namespace SoraPS.Tests.Emulator;

/// <summary>One dialect as its documents have it: what to send and where the answers are.</summary>
internal sealed record DialectCase(
    string Name,
    string CreatePath,
    string CreateBody,
    Func<JsonNode, string> Id,
    Func<string, string> StatusPath,
    Func<JsonNode, string> State,
    string Done,
    string Failed,
    string Cancelled,
    Func<JsonNode, string?> Link,
    int BadKeyStatus,
    string Size,
    int Seconds)
{
    public static IReadOnlyList<DialectCase> All { get; } =
    [
        new("LinkModel", "/video-generation",
            """{"model":"sora-2","prompt":"a fox","size":"720x1280","duration":8}""",
            n => (string)n["data"]!["task_id"]!, id => $"/query/video-generation?task_id={id}",
            n => (string)n["data"]!["status"]!, "Success", "Failed", "Cancelled",
            n => (string?)n["data"]!["file_url"], 401, "720x1280", 8),
        new("UniAll", "/v1/video/generations",
            """{"model":"sora2-portrait-12s","prompt":"a fox","aspect_ratio":"9:16"}""",
            n => (string)n["id"]!, id => $"/v1/videos/{id}",
            n => (string)n["status"]!, "completed", "failed", "failed",
            n => (string?)n["video_url"], 401, "720x1280", 12),
        new("Apixo", "/generateTask/sora-2",
            """{"input":{"mode":"text-to-video","prompt":"a fox","duration":15,"aspect_ratio":"portrait"}}""",
            n => (string)n["data"]!["taskId"]!, id => $"/statusTask/sora-2?taskId={id}",
            n => (string)n["data"]!["state"]!, "success", "failed", "failed",
            n => (string?)n["data"]!["resultJson"] is { } text
                ? (string?)JsonNode.Parse(text)!["resultUrls"]![0]
                : null, 401, "720x1280", 15),
        new("Odkkk", "/v1/videos/generations",
            """{"model":"sora-2","prompt":"a fox","duration":10,"aspect_ratio":"16:9"}""",
            n => (string)n["id"]!, id => $"/v1/tasks/{id}",
            n => (string)n["status"]!, "completed", "failed", "failed",
            n => (string?)n["results"]?[0], 401, "1280x720", 10),
        new("AimlApi", "/v2/video/generations",
            """{"model":"openai/sora-2-pro-t2v","prompt":"a fox","duration":4}""",
            n => (string)n["id"]!, id => $"/v2/video/generations?generation_id={Uri.EscapeDataString(id)}",
            n => (string)n["status"]!, "completed", "error", "error",
            n => (string?)n["video"]?["url"], 401, "1792x1024", 4),
        new("OpenAI", "/videos",
            """{"model":"sora-2-pro","prompt":"a fox","seconds":"20","size":"1920x1080"}""",
            n => (string)n["id"]!, id => $"/videos/{id}",
            n => (string)n["status"]!, "completed", "failed", "failed",
            n => null, 401, "1920x1080", 20),
    ];

    public static TheoryData<string> Names => [.. All.Select(dialect => dialect.Name)];

    public static DialectCase Of(string name) => All.Single(dialect => dialect.Name == name);
}
