namespace SoraPS.Core.Downloads;

/// <summary>
/// The <see cref="Sidecar"/> of a file that has no name yet: it is written before the file gets its name, and gets its own after that,
/// so that whose file it is, is known at any moment.
/// </summary>
/// <param name="target">The file that it describes.</param>
/// <param name="stream">Where it is written, open as long as it is used.</param>
internal sealed class UnfinishedSidecar(string target, FileStream stream)
{
    private bool _isDescribed;

    /// <summary>Whether nothing is lost with its file.</summary>
    public bool IsEmpty => stream.Length == 0;

    /// <summary>Takes up what a killed run left: it describes the file, if that got its name before.</summary>
    /// <exception cref="IOException">It stays as it is.</exception>
    public void Settle()
    {
        if (IsEmpty)
        {
            return;
        }

        Sidecar? left = File.Exists(PartFile.PathOf(target)) ? null : Sidecar.ReadFrom(stream);
        if (left is not null)
        {
            OwnFile.Write(Sidecar.PathOf(target), left.ToBytes());
        }

        Withdraw();
        _isDescribed = left is not null;
    }

    /// <summary>Describes the file, which is about to get its name.</summary>
    /// <exception cref="IOException">All of it is written, or nothing is.</exception>
    public void Describe(Sidecar sidecar)
    {
        Withdraw();
        try
        {
            stream.Write(sidecar.ToBytes());
            _isDescribed = true;
        }
        catch (IOException)
        {
            Withdraw();
            throw;
        }
    }

    /// <summary>Takes back what describes a file that did not get its name.</summary>
    public void Withdraw()
    {
        stream.SetLength(0);
        stream.Position = 0;
        _isDescribed = false;
    }

    /// <summary>
    /// Gives what describes the file its name, once the file has its own; or deletes it and what described an older file.
    /// </summary>
    public void Commit(bool keep)
    {
        if (!_isDescribed)
        {
            return;
        }

        if (!keep)
        {
            File.Delete(Sidecar.PathOf(target));
            Withdraw();
        }
        else if (!IsEmpty)
        {
            File.Move(stream.Name, Sidecar.PathOf(target), overwrite: true);
        }
    }
}
