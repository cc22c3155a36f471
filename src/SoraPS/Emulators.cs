using System.Collections.Concurrent;
using System.Net.Sockets;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Emulator;

namespace SoraPS;

/// <summary>The emulators of this process, and which of them the session's providers point at.</summary>
internal sealed class Emulators
{
    // Often enough for a task of seconds; an emulated gateway has no documented pace.
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(200);

    // Unlike the number alone, one that no process which was killed has used for a ledger before.
    private static readonly string s_process = $"{Environment.ProcessId}-{Guid.NewGuid():N}";

    private readonly ConcurrentDictionary<int, VideoEmulator> _running = new();

    // What the session had configured before an emulator was used.
    private readonly ConcurrentDictionary<string, Connection> _before = new();
    private int _last;
    private int _inUse;

    /// <summary>Lets none of their ledgers outlast the process.</summary>
    public Emulators() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Array.ForEach([.. _running.Keys], DeleteLedger);

    /// <summary>Starts one.</summary>
    /// <exception cref="SoraException">InvalidRequest: it cannot listen on the port.</exception>
    public SoraEmulator Start(EmulatorOptions options, bool use)
    {
        int id = Interlocked.Increment(ref _last);
        VideoEmulator emulator = Listen(options);
        _running[id] = emulator;
        if (use)
        {
            Use(id, emulator);
        }

        return View(id, emulator);
    }

    private static VideoEmulator Listen(EmulatorOptions options)
    {
        try
        {
            return VideoEmulator.Start(options);
        }
        catch (SocketException exception)
        {
            throw new SoraException(
                SoraErrorKind.InvalidRequest, $"The emulator cannot listen on port {options.Port}: {exception.Message}.", exception)
            {
                RecommendedAction = "Choose another -Port, or leave it out for one that is free.",
            };
        }
    }

    /// <summary>Those that run, or the one of a number.</summary>
    public IEnumerable<SoraEmulator> List(int? id = null) =>
        _running.Where(pair => id is null || pair.Key == id).OrderBy(pair => pair.Key).Select(pair => View(pair.Key, pair.Value));

    /// <summary>Stops one; false if it does not run.</summary>
    public bool Stop(int id)
    {
        if (!_running.TryRemove(id, out VideoEmulator? emulator))
        {
            return false;
        }

        if (Interlocked.CompareExchange(ref _inUse, 0, id) == id)
        {
            LeaveUse(emulator);
        }

        DeleteLedger(id);
        emulator.DisposeAsync().AsTask().WaitForCompletion();
        return true;
    }

    /// <summary>Stops all.</summary>
    public void StopAll()
    {
        foreach (int id in _running.Keys)
        {
            Stop(id);
        }
    }

    // A ledger of its own: what is made at an emulator is gone with it, and must not stand among what was paid for.
    private static string LedgerOf(int id) =>
        Path.Combine(Path.GetTempPath(), $"SoraPS-emulator-{s_process}-{id}", "ledger.db");

    private void Use(int id, VideoEmulator emulator)
    {
        _running.TryGetValue(Interlocked.Exchange(ref _inUse, id), out VideoEmulator? last);
        Session.Ledger.UseEmulator(LedgerOf(id), [.. emulator.Dialects.Select(emulator.BaseUri)]);
        foreach (string name in emulator.Dialects)
        {
            Dialect dialect = DialectCatalog.Find(name)!;
            Connection now = Session.Client.Connections.Find(name)!;
            if (now.BaseUri != last?.BaseUri(name))
            {
                _before[name] = now;
            }

            Session.Client.Connections.Set(new Connection
            {
                Name = dialect.Name,
                Dialect = dialect,
                BaseUri = emulator.BaseUri(name),
                KeyVariable = dialect.KeyVariable,
                SessionKey = new ApiKey(emulator.Options.ApiKey),
                PollInterval = s_pollInterval,
                IsBuiltIn = true,
            });
        }
    }

    private static void DeleteLedger(int id)
    {
        try
        {
            Directory.Delete(Path.GetDirectoryName(LedgerOf(id))!, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Never made, or a job still has it open: it is in the folder for temporary files.
        }
    }

    private void LeaveUse(VideoEmulator emulator)
    {
        Session.Ledger.LeaveEmulator();
        foreach (string name in emulator.Dialects)
        {
            if (_before.TryRemove(name, out Connection? before)
                && Session.Client.Connections.Find(name)?.BaseUri == emulator.BaseUri(name))
            {
                Session.Client.Connections.Set(before);
            }
        }
    }

    private SoraEmulator View(int id, VideoEmulator emulator)
    {
        EmulatorCounters counters = emulator.Counters;
        return new SoraEmulator
        {
            Id = id,
            BaseUri = emulator.Dialects.ToDictionary(name => name, emulator.BaseUri),
            DownloadOrigin = emulator.DownloadOrigin,
            ApiKey = emulator.Options.ApiKey,
            GenerationTime = emulator.Options.GenerationTime,
            InUse = _inUse == id,
            TasksMade = counters.TasksMade,
            DuplicateTasks = counters.DuplicateTasks,
            Creates = counters.Creates,
            Polls = counters.Polls,
            Lists = counters.Lists,
            Downloads = counters.Downloads,
            Callbacks = counters.Callbacks,
            KeysSeenOnDownloadOrigin = counters.KeysSeenOnDownloadOrigin,
            UnknownFields = counters.UnknownFields,
            FaultsInjected = counters.FaultsInjected,
        };
    }
}
