using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;

namespace SoraPS.Tests.Support;

/// <summary>What is asked of every dialect alike.</summary>
public static class DialectAssert
{
    /// <summary>The body is this JSON, whatever the order of its fields.</summary>
    public static void Body(string expected, GatewayRequest request) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), request.Body), request.Body?.ToJsonString());

    /// <summary>What an error means, and whether it frees the row of a create request.</summary>
    public static void Error(GatewayAnswer answer, GatewayError error, SoraErrorKind kind, bool surelyNotTaken) =>
        Assert.Equal((kind, surelyNotTaken), (error.Kind, !CreateFailures.MayHaveBeenTaken(new Attempt(answer, error))));

    /// <summary>No reader throws for an answer of this shape with any field spoilt.</summary>
    public static void SurvivesMutations(Dialect dialect, string path, int status = 200)
    {
        int count = 0;
        foreach (GatewayAnswer answer in Fixture.Mutations(path, status))
        {
            count++;
            Exception? thrown = Record.Exception(() =>
            {
                dialect.ReadCreate(answer);
                dialect.ReadStatus(answer);
                dialect.ReadError(answer);
            });
            Assert.True(thrown is null, $"{thrown?.Message}: {answer.Text}");
        }

        Assert.True(count > 10);
    }
}
