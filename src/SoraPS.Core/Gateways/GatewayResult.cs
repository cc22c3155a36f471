using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Core.Gateways;

/// <summary>What an answer tells about a task, and the answer itself.</summary>
/// <param name="Report">As its dialect reads it.</param>
/// <param name="Answer">As it came.</param>
public sealed record GatewayResult(TaskReport Report, GatewayAnswer Answer);
