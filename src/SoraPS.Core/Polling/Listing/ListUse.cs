using System.Net;

namespace SoraPS.Core.Polling.Listing;

/// <summary>Whether a gateway's list is of use. Not thread-safe.</summary>
internal sealed class ListUse(TimeProvider time)
{
    private const int MostMisses = 3;
    private static readonly TimeSpan s_rest = TimeSpan.FromMinutes(1);

    private int _misses;
    private TimeSpan _rest;
    private long _restsSince;

    /// <summary>Whether it was found to be of no use, which is for good.</summary>
    public bool IsOver => _misses >= MostMisses;

    /// <summary>Whether it may be asked for now.</summary>
    public bool IsOpen => !IsOver && time.GetElapsedTime(_restsSince) >= _rest;

    /// <summary>Whether the first page was of no use: what others make may be newer than all that the run knows.</summary>
    public bool SkipsFirst { get; private set; }

    /// <summary>A page has come.</summary>
    /// <param name="saved">How many requests fewer it took than without it; less than one for a page that was of no use.</param>
    /// <param name="isFirst">Whether it was the first page.</param>
    public void Note(int saved, bool isFirst)
    {
        _misses = saved > 0 ? 0 : _misses + 1;
        SkipsFirst |= isFirst && saved <= 0;
    }

    /// <summary>No page has come.</summary>
    /// <param name="error">Why.</param>
    /// <param name="isFirst">Whether it was the first page, which names no task that a server might not know.</param>
    public void Note(SoraException error, bool isFirst)
    {
        // What is no list, or is refused, stays so.
        bool isNone = error.Kind is SoraErrorKind.InvalidResponse || error.HttpStatus is (int)HttpStatusCode.NotImplemented
            || (error.HttpStatus >= 300 && isFirst && !IsBusy(error));
        _misses = isNone ? MostMisses : _misses + 1;
        _restsSince = time.GetTimestamp();
        _rest = error.RetryAfter > s_rest ? error.RetryAfter.Value : s_rest;
    }

    /// <summary>Whether an error means that the gateway has too much to do, or asks for a pause, rather than that it has no list.</summary>
    public static bool IsBusy(SoraException error) =>
        error.HttpStatus is 408 or 429 || error.RetryAfter is not null
        || error is { HttpStatus: >= 500 and not (int)HttpStatusCode.NotImplemented };
}
