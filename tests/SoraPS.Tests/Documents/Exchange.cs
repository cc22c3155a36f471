using System.Text.Json.Nodes;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Refresh;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Documents;

/// <summary>What the client sends over the wire, and what it makes of a document's answer.</summary>
/// <param name="Request">The request as it came.</param>
/// <param name="Result">What came out of the stage.</param>
internal sealed record Exchange(RawRequest Request, PipelineResult Result)
{
    public const string Key = "a-key-of-this-test";

    /// <summary>Such as 'POST /v1/videos'.</summary>
    public string RequestLine => Request.RequestLine[..Request.RequestLine.LastIndexOf(' ')];

    public string? Authorization => Request.Header("Authorization");

    public string? ContentType => Request.Header("Content-Type");

    public JsonNode Body => JsonNode.Parse(Request.Body)!;

    public SoraTask Seen => Assert.Single(Result.AssertNoErrors().Submitted.Concat(Result.Ended));

    /// <summary>Submits a row to a server that gives this answer.</summary>
    public static Task<Exchange> CreateAsync(string provider, VideoRequest row, string answer, int status = 200) => RunAsync(
        provider, status, answer, async (client, result) =>
        {
            await using SubmitStage submit = client.Submit(new SubmitOptions { Provider = provider });
            await Task.WhenAll(
                submit.FeedAsync(new[] { row }.ToAsyncEnumerable(), CancellationToken.None),
                submit.DrainAsync(e => result.Note(e, result.Submitted.Add), CancellationToken.None));
        });

    /// <summary>Asks about a task at a server that gives this answer.</summary>
    public static Task<Exchange> StatusAsync(string provider, string id, string answer, string? model = null) => RunAsync(
        provider, 200, answer, async (client, result) =>
        {
            await using RefreshStage look = client.Refresh(new RefreshOptions());
            SoraTask task = new() { RequestId = "r", Provider = provider, Id = id, Model = model };
            await Task.WhenAll(
                look.FeedAsync(new[] { task }.ToAsyncEnumerable(), CancellationToken.None),
                look.DrainAsync(e => result.Note(e, result.Ended.Add), CancellationToken.None));
        });

    private static async Task<Exchange> RunAsync(
        string provider, int status, string answer, Func<SoraClient, PipelineResult, Task> work)
    {
        await using RawServer server = RawServer.OfJson((_, _) => (status, answer));
        using SoraClient client = new(null, new LedgerSource(_ => new NoLedger()));
        Connection connection = client.Connections.Find(provider)!;
        client.Connections.Set(connection with
        {
            BaseUri = new Uri(server.Uri, DialectCatalog.Find(provider)!.DefaultBaseUri.AbsolutePath.TrimEnd('/')),
            SessionKey = new ApiKey(Key),
        });
        PipelineResult result = new();
        await work(client, result).WaitAsync(Support.TestPipeline.Timeout);
        return new Exchange(Assert.Single(server.Requests), result);
    }
}
