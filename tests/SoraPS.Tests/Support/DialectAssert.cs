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
}
