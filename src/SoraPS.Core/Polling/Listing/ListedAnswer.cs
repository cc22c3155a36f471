using SoraPS.Core.Gateways;

namespace SoraPS.Core.Polling.Listing;

/// <summary>What waiting for a page came to; without a result and an error, the task is asked about by itself.</summary>
/// <param name="Result">What the page says of the task.</param>
/// <param name="Error">The gateway wants to be left alone for now.</param>
internal readonly record struct ListedAnswer(GatewayResult? Result, SoraException? Error = null);
