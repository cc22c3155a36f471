using System.Collections.Concurrent;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Counters;

/// <summary>Counts while requests run side by side.</summary>
internal sealed class CounterBoard
{
    private readonly ConcurrentDictionary<string, int> _unknownFields = new();
    private int _creates;
    private int _polls;
    private int _lists;
    private int _downloads;
    private int _callbacks;
    private int _keysSeen;
    private long _bytesSent;

    public void Create() => Interlocked.Increment(ref _creates);

    public void Poll() => Interlocked.Increment(ref _polls);

    public void List() => Interlocked.Increment(ref _lists);

    public void Download() => Interlocked.Increment(ref _downloads);

    public void Callback() => Interlocked.Increment(ref _callbacks);

    public void UnknownFields(string dialect, IEnumerable<string> fields)
    {
        foreach (string field in fields)
        {
            _unknownFields.AddOrUpdate($"{dialect}: {field}", 1, (_, count) => count + 1);
        }
    }

    public void KeySeen() => Interlocked.Increment(ref _keysSeen);

    public void Sent(long bytes) => Interlocked.Add(ref _bytesSent, bytes);

    public EmulatorCounters Snapshot(IEnumerable<TaskStore> stores, FaultInjector faults)
    {
        List<(int Made, int Duplicates, int MostPerRow)> totals = [.. stores.Select(store => store.Totals)];
        IReadOnlyDictionary<string, int> byKind = faults.Counts;
        return new EmulatorCounters
        {
            TasksMade = totals.Sum(total => total.Made),
            DuplicateTasks = totals.Sum(total => total.Duplicates),
            MaxTasksPerRow = totals.Max(total => total.MostPerRow),
            Creates = Volatile.Read(ref _creates),
            Polls = Volatile.Read(ref _polls),
            Lists = Volatile.Read(ref _lists),
            Downloads = Volatile.Read(ref _downloads),
            Callbacks = Volatile.Read(ref _callbacks),
            KeysSeenOnDownloadOrigin = Volatile.Read(ref _keysSeen),
            UnknownFields = new SortedDictionary<string, int>(_unknownFields, StringComparer.Ordinal),
            BytesSent = Volatile.Read(ref _bytesSent),
            FaultsByKind = byKind,
            FaultsInjected = byKind.Values.Sum(),
        };
    }
}
