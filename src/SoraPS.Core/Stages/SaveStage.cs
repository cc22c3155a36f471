using System.Security.Cryptography;
using SoraPS.Core.Downloads;
using SoraPS.Core.Http;

namespace SoraPS.Core.Stages;

/// <summary>Saves finished tasks: each file appears under its name only when it is whole and has passed its checks.</summary>
public sealed class SaveStage : ParallelStage<SoraTask, SoraVideo>
{
    private readonly SoraClient _client;
    private readonly SaveOptions _options;
    private readonly TargetFiles _targets;
    private readonly MediaFetcher _fetcher;

    internal SaveStage(SoraClient client, SaveOptions options)
        : base(options.Throttle, capacity: null, options.Detail)
    {
        FileNames.CheckTemplate(options.FileName ?? "");
        if (options.MakesFolder)
        {
            Folders.MakeWritable(options.Folder);
        }

        _client = client;
        _options = options;
        _targets = new TargetFiles(options.Folder, options.FileName, options.Force);
        _fetcher = new MediaFetcher(client.Files, client.Time);
    }

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(SoraTask item, CancellationToken ct)
    {
        SoraTask task = item;
        Gateway gateway = _client.GatewayOf(task.Provider);
        if (task.CreatedAt == default)
        {
            // Only the id is known: the gateway tells the rest.
            GatewayResult result = await gateway.StatusAsync(task, Log, ct).ConfigureAwait(false);
            task = task.With(result.Report, gateway.Connection.Dialect, _client.Time.GetUtcNow());
        }

        if (task.State is not SoraTaskState.Succeeded)
        {
            PassOver(task);
        }
        else if (_targets.Reserve(task, _options.Variant.Extension) is { } path)
        {
            await SaveAsync(task, gateway, path, ct).ConfigureAwait(false);
        }
    }

    private void PassOver(SoraTask task)
    {
        if (!task.IsEnded())
        {
            Tell(new StageEvent<SoraVideo>.Warned($"{task} has not ended and was passed over: wait for it with Wait-SoraTask first."));
        }
        else if (IsTelling)
        {
            Tell(new StageEvent<SoraVideo>.Told($"{task}: there is no video to save."));
        }
    }

    private async Task SaveAsync(SoraTask task, Gateway gateway, string path, CancellationToken ct)
    {
        try
        {
            if (!_options.Force && Existing(task, path) is { } existing)
            {
                Produce(existing);
                return;
            }

            using PartFile part = PartFile.Open(path, $"{task.Provider}/{task.Id}/{_options.Variant.Name}");
            Current?.Measure(() => (part.Length, part.Total));
            (string type, SoraTask seen) = await _fetcher.FetchAsync(task, _options.Variant, gateway, part, Log, ct).ConfigureAwait(false);
            string sha256 = part.Sha256();
            part.Commit(path, overwrite: true);
            SoraVideo video = new(path, part.Length, sha256, type, seen with { Path = path });
            Describe(video);
            Produce(video);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SoraException(SoraErrorKind.WriteFailed, $"The file {path} could not be written: {exception.Message}", exception)
            {
                RecommendedAction = "Make room or choose another -Path, then save the task again; it is not paid for again.",
            };
        }
    }

    // A file that an earlier run saved is not fetched again, if every byte of it is still there.
    private static SoraVideo? Existing(SoraTask task, string path)
    {
        if (!File.Exists(path) || Sidecar.Read(path) is not { } sidecar)
        {
            return null;
        }

        using FileStream stream = File.OpenRead(path);
        return stream.Length == sidecar.Length && Convert.ToHexStringLower(SHA256.HashData(stream)) == sidecar.Sha256
            ? new SoraVideo(path, sidecar.Length, sidecar.Sha256, sidecar.ContentType, task with { Path = path })
            : null;
    }

    // The video is what was paid for: it stays even where nothing can be written about it.
    private void Describe(SoraVideo video)
    {
        if (_options.NoMetadata)
        {
            return;
        }

        try
        {
            Sidecar.Of(video).Write(video.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Tell(new StageEvent<SoraVideo>.Warned($"The video {video.Path} is saved, but not the .json beside it: {exception.Message}"));
        }
    }
}
