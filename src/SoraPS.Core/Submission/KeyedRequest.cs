using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Submission;

/// <summary>A row ready to be sent: from here on nothing about it is read again.</summary>
/// <param name="Prepared">What is sent.</param>
/// <param name="Key">The key that goes with it.</param>
/// <param name="Gateway">Where it is sent.</param>
internal sealed record KeyedRequest(PreparedRequest Prepared, RequestKey Key, Gateway Gateway);
