using System.Text.Json;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;

namespace SoraPS.Core.Ledger.Spool;

/// <summary>An <see cref="OwnerFile"/> whose owner is gone, and what it kept.</summary>
internal sealed class LeftFile
{
    private readonly string _path;
    private readonly string _unread;

    private LeftFile(string ledger, string path)
    {
        _path = path;
        _unread = $"{ledger}.unread-{Path.GetExtension(path)[1..]}";
        foreach (string line in File.ReadLines(path))
        {
            if (Read(line) is { } write)
            {
                Writes.Add(write);
            }
            else
            {
                IsUnderstood = false;
            }
        }
    }

    /// <summary>What its owner could not write, oldest first.</summary>
    public List<KeptWrite> Writes { get; } = [];

    private bool IsUnderstood { get; set; } = true;

    /// <summary>All that are beside a ledger. Call it in a transaction that may write: then no other process finds them, too.</summary>
    public static List<LeftFile> FindAll(string ledger)
    {
        string start = $"{Path.GetFileName(ledger)}.{LedgerOwner.LockPrefix}";
        return [.. Directory.EnumerateFiles(Path.GetDirectoryName(ledger)!)
            .Where(path => Path.GetFileName(path).StartsWith(start, StringComparison.Ordinal) && !OwnerFile.IsLocked(path))
            .Select(path => Open(ledger, path)).OfType<LeftFile>()];
    }

    /// <summary>Removes it, since the ledger has taken what it kept. What could not be read stays for a person to look at.</summary>
    public void Remove()
    {
        if (IsUnderstood)
        {
            File.Delete(_path);
        }
        else
        {
            File.Move(_path, _unread, overwrite: true);
        }
    }

    private static LeftFile? Open(string ledger, string path)
    {
        try
        {
            return new LeftFile(ledger, path);
        }
        catch (FileNotFoundException)
        {
            // Its owner has just closed the ledger, and left nothing.
            return null;
        }
    }

    private static KeptWrite? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, KeptWriteContext.Default.KeptWrite);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
