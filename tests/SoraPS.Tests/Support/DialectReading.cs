using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Tests.Support;

/// <summary>Reading by a dialect where a test has an answer only.</summary>
public static class DialectReading
{
    /// <summary>Reads the answer to a question about some task of the dialect.</summary>
    public static TaskReport ReadStatus(this Dialect dialect, GatewayAnswer answer) =>
        dialect.ReadStatus(answer, new SoraTask { RequestId = "r", Provider = dialect.Name, Id = "task-1", Model = dialect.DefaultModel });
}
