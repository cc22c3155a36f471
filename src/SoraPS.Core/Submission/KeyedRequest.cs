using SoraPS.Core.Callbacks;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Submission;

/// <summary>A row ready to be sent: from here on nothing about it is read again.</summary>
/// <param name="Prepared">What is sent.</param>
/// <param name="Key">The key that goes with it.</param>
/// <param name="Gateway">Where it is sent.</param>
internal sealed record KeyedRequest(PreparedRequest Prepared, RequestKey Key, Gateway Gateway)
{
    /// <summary>The same with the address to call back at, if callbacks are taken; a row keeps an address of its own.</summary>
    public KeyedRequest WithCallback(CallbackCenter callbacks, SoraTask task) =>
        Prepared.CallbackUri is null && callbacks.Expect(task, Gateway.Connection) is { } address
            ? this with { Prepared = Prepared with { CallbackUri = address } }
            : this;
}
