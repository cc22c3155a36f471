using SoraPS.Core.Connections;
using SoraPS.Core.Images;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Requests;

/// <summary>A row, and a connection that it is checked for.</summary>
public abstract class PreparationFixture : IDisposable
{
    private protected readonly TempFolder _folder = new();
    private protected readonly ConnectionRegistry _connections = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static VideoRequest Row => new() { Prompt = "A fox" };

    private protected static ImageInput Web(string address) => new() { Uri = new Uri(address) };

    private protected PreparedRequest Prepare(string provider, VideoRequest row) =>
        RequestPreparation.Prepare(row, _connections.Find(provider)!);
}
