using SoraPS.Core.Connections;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>The variable of a key is set anew or cleared while a request that carries the earlier key is under way.</summary>
public sealed class ChangedKeyTests : IDisposable
{
    private const string Key = "sk-test-Qv7Zkw-0123456789";
    private const string Variable = "SORAPS_TESTS_CHANGED_KEY";
    private static readonly Verbosity s_everything = new(Lines: true, Bodies: true);

    public ChangedKeyTests() => Environment.SetEnvironmentVariable(Variable, Key);

    [Theory]
    [InlineData("no key\n at all")]
    [InlineData("zz-another-9876543210")]
    [InlineData(null)]
    public async Task The_task_that_an_answer_names_is_known(string? next)
    {
        await using RawServer server = Answering(next, 200, $$"""{"id":"video_1","status":"queued","note":"{{Key}}"}""");
        await using TestPipeline pipeline = Connected(server);

        PipelineResult result = await SubmitAsync(pipeline);

        Assert.Equal("video_1", Assert.Single(result.AssertNoErrors().Submitted).Id);
        AssertHidden(pipeline, result);
    }

    [Theory]
    [InlineData("no key\n at all")]
    [InlineData("zz-another-9876543210")]
    [InlineData(null)]
    public async Task The_key_that_was_sent_is_not_shown(string? next)
    {
        await using RawServer server = Answering(next, 500, $$$"""{"error":{"message":"The key {{{Key}}} broke the server."}}""");
        await using TestPipeline pipeline = Connected(server);

        PipelineResult result = await SubmitAsync(pipeline);

        result.Error(SoraErrorKind.SubmissionUnknown);
        AssertHidden(pipeline, result);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, null);

    private static RawServer Answering(string? next, int status, string json) => RawServer.OfJson((_, request) =>
    {
        Assert.Equal($"Bearer {Key}", request.Header("Authorization"));
        Environment.SetEnvironmentVariable(Variable, next);
        return (status, json);
    });

    private static TestPipeline Connected(RawServer server)
    {
        TestPipeline pipeline = new();
        Connection connection = pipeline.Client.Connections.Find("OpenAI")! with
        {
            BaseUri = server.Uri,
            SessionKey = null,
            KeyVariable = Variable,
        };
        pipeline.Client.Connections.Set(connection);
        return pipeline;
    }

    private static Task<PipelineResult> SubmitAsync(TestPipeline pipeline) => pipeline.SubmitAsync(
        new SubmitOptions { Provider = "OpenAI", Detail = s_everything }, TestPipeline.Row(0) with { Batch = "spring" });

    private static void AssertHidden(TestPipeline pipeline, PipelineResult result)
    {
        string told = string.Join(
            '\n', result.VerboseMessage.Concat(result.Warnings).Concat(result.Errors.Select(one => one.Error.ToString())));
        Assert.DoesNotContain(Key, told, StringComparison.Ordinal);
        foreach (string path in Directory.EnumerateFiles(pipeline.Ledger.Folder))
        {
            Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Key)));
        }
    }
}
