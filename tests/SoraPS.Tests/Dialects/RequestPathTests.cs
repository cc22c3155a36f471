using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Tests.Dialects;

/// <summary>An id or a model is a part of a path and never changes which path is asked.</summary>
public sealed class RequestPathTests
{
    private static readonly Uri s_base = new("https://gateway.example/v1/");

    public static TheoryData<string> Names => [.. DialectCatalog.All.Select(dialect => dialect.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_id_or_model_of_dots_leads_nowhere_else(string name)
    {
        Dialect dialect = DialectCatalog.Find(name)!;
        foreach (string part in (string[])["", ".", ".."])
        {
            SoraTask task = new() { RequestId = "r", Provider = name, Id = part, Model = part };
            GatewayRequest?[] requests = [dialect.Status(task), dialect.Delete(task), dialect.Content(task, "video")];
            Assert.All(requests.OfType<GatewayRequest>(), AssertNowhereElse);
        }
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("%2e%2e")]
    [InlineData("...")]
    [InlineData(@"..\..")]
    public void Other_ids_are_asked_for(string id)
    {
        GatewayRequest request = DialectCatalog.Find("OpenAI")!.Status(new() { RequestId = "r", Provider = "OpenAI", Id = id });
        Assert.Equal($"/v1/videos/{Uri.EscapeDataString(id)}", request.Below(s_base).AbsolutePath);
    }

    private static void AssertNowhereElse(GatewayRequest request)
    {
        string path = request.Path.Split('?')[0];
        if (Record.Exception(() => request.Below(s_base)) is not { } refused)
        {
            Assert.Equal("/v1" + path, request.Below(s_base).AbsolutePath);
            Assert.DoesNotContain("//", path, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(SoraErrorKind.InvalidRequest, Assert.IsType<SoraException>(refused).Kind);
    }
}
