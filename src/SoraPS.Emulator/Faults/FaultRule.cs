using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SoraPS.Emulator.Faults;

/// <summary>A fault with its memory of whom it has met.</summary>
internal sealed class FaultRule(EmulatorFault fault, int seed, int index)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _met = new(StringComparer.Ordinal);
    private int _hits;

    public EmulatorFault Fault => fault;

    /// <summary>Whether this request is hit.</summary>
    /// <param name="operation">What the request does.</param>
    /// <param name="key">The row or task it is about.</param>
    public bool Hits(EmulatorOperation operation, string key)
    {
        if (!AppliesTo(operation))
        {
            return false;
        }

        lock (_gate)
        {
            string subject = $"{operation}:{key}";
            int before = _met.GetValueOrDefault(subject);
            _met[subject] = before + 1;
            if (_hits >= fault.Count || (fault.FirstOfEach && before > 0) || Draw(subject, before) >= fault.Rate)
            {
                return false;
            }

            _hits++;
            return true;
        }
    }

    private bool AppliesTo(EmulatorOperation operation) => fault.Kind switch
    {
        EmulatorFaultKind.FailedTask or EmulatorFaultKind.CancelledTask or EmulatorFaultKind.DoneAtCreate
            or EmulatorFaultKind.SeeOther => operation == EmulatorOperation.Create,
        EmulatorFaultKind.UnknownState or EmulatorFaultKind.NotFound or EmulatorFaultKind.LateLink =>
            operation == EmulatorOperation.Status,
        EmulatorFaultKind.TruncatedDownload or EmulatorFaultKind.HtmlDownload or EmulatorFaultKind.ExpiredLink
            or EmulatorFaultKind.Redirect => operation == EmulatorOperation.Download,
        EmulatorFaultKind.Latin1 or EmulatorFaultKind.CutCharacter or EmulatorFaultKind.LoneSurrogate
            or EmulatorFaultKind.TruncatedAnswer => operation != EmulatorOperation.Download && IsAskedFor(operation),
        EmulatorFaultKind.CallbackLate or EmulatorFaultKind.CallbackTwice or EmulatorFaultKind.CallbackNever
            or EmulatorFaultKind.CallbackWrongToken or EmulatorFaultKind.CallbackWrongSignature or EmulatorFaultKind.CallbackHuge =>
            operation == EmulatorOperation.Callback,
        _ => IsAskedFor(operation),
    };

    // Callbacks have faults of their own.
    private bool IsAskedFor(EmulatorOperation operation) =>
        operation != EmulatorOperation.Callback && (fault.On == EmulatorOperation.Any || fault.On == operation);

    // Drawn from the subject and not from a running generator: the order in which requests arrive changes nothing.
    private double Draw(string subject, int before)
    {
        if (fault.Rate >= 1)
        {
            return 0;
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{index}/{subject}/{before}"));
        return (double)BinaryPrimitives.ReadUInt64BigEndian(hash) / ulong.MaxValue;
    }
}
