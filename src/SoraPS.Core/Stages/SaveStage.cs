using System.Security.Cryptography;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Downloads;
using SoraPS.Core.Http;
using SoraPS.Core.Ledger;

namespace SoraPS.Core.Stages;

/// <summary>Saves finished tasks: each file appears under its name only when it is whole and has passed its checks.</summary>
public sealed class SaveStage : ParallelStage<SoraTask, SoraVideo>
{
    private readonly SoraClient _client;
    private readonly SaveOptions _options;
    private readonly TargetFiles _targets;
    private readonly MediaFetcher _fetcher;
    private readonly TaskRecorder _recorder;

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
        _fetcher = new MediaFetcher(client.Time);
        _recorder = new TaskRecorder(client.Ledgers, text => Tell(new StageEvent<SoraVideo>.Warned(text)));
    }

    private bool IsVideo => _options.Variant == Variant.Video;

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(SoraTask item, CancellationToken ct)
    {
        SoraTask task = await _recorder.CompleteAsync(item).ConfigureAwait(false);
        Gateway gateway = _client.GatewayOf(task.Provider);
        if (item.CreatedAt == default && !task.IsEnded())
        {
            // Only the id is known: the gateway tells the rest.
            GatewayResult result = await gateway.StatusAsync(task, Log, ct).ConfigureAwait(false);
            task = task.With(result.Report, gateway.Connection.Dialect, _client.Time.GetUtcNow());
        }

        if (task.State is not SoraTaskState.Succeeded)
        {
            PassOver(task);
            return;
        }

        SavedFile? recorded = IsVideo && task.Path is not null ? await _recorder.FindFileAsync(task).ConfigureAwait(false) : null;
        if (_targets.Reserve(task, _options.Variant.Extension, recorded?.Path) is { } path)
        {
            await SaveAsync(task, gateway, path, recorded, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync() => _recorder.DisposeAsync();

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

    private async Task SaveAsync(SoraTask task, Gateway gateway, string path, SavedFile? recorded, CancellationToken ct)
    {
        try
        {
            SoraVideo video = Existing(task, path, recorded) ?? await FetchAsync(task, gateway, path, ct).ConfigureAwait(false);
            SavedFile file = new(path, video.Length, video.Sha256, video.ContentType);
            if (IsVideo && file != recorded)
            {
                await _recorder.RecordAsync(video.Task, $"Saved as {path}.", file: file).ConfigureAwait(false);
            }

            Describe(path, () => Sidecar.Settle(path, keep: !_options.NoMetadata));
            Produce(video);
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.TaskExpired)
        {
            await _recorder.RecordAsync(task with { State = SoraTaskState.Expired }, exception.Message).ConfigureAwait(false);
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SoraException(SoraErrorKind.WriteFailed, $"The file {path} could not be written: {exception.Message}", exception)
            {
                RecommendedAction = "Make room or choose another -Path, then save the task again; it is not paid for again.",
            };
        }
    }

    private async Task<SoraVideo> FetchAsync(SoraTask task, Gateway gateway, string path, CancellationToken ct)
    {
        using PartFile part = PartFile.Open(path, $"{task.Provider}/{task.Id}/{_options.Variant.Name}");
        Current?.Measure(() => (part.Length, part.Total));
        (string type, SoraTask seen) = await _fetcher.FetchAsync(task, _options.Variant, gateway, part, Log, ct).ConfigureAwait(false);
        SoraVideo video = new(path, part.Length, part.Sha256(), type, seen with { Path = path });
        Describe(path, () => Sidecar.Of(video).Prepare(path));
        await part.CommitAsync(path, overwrite: true).ConfigureAwait(false);
        Telemetry.Saved(task, part.Length);
        return video;
    }

    // A file that an earlier run saved is not fetched again, if every byte of it is still there.
    private SoraVideo? Existing(SoraTask task, string path, SavedFile? recorded)
    {
        if (_options.Force || !File.Exists(path))
        {
            return null;
        }

        SavedFile? known = recorded?.Path == path ? recorded : Sidecar.Read(path)?.AsFile(path);
        using FileStream stream = File.OpenRead(path);
        return known is not null && stream.Length == known.Length && Convert.ToHexStringLower(SHA256.HashData(stream)) == known.Sha256
            ? new SoraVideo(path, known.Length, known.Sha256, known.ContentType, task with { Path = path })
            : null;
    }

    // The video is what was paid for: it stays even where nothing can be written about it.
    private void Describe(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_options.NoMetadata)
            {
                Tell(new StageEvent<SoraVideo>.Warned($"The video {path} is saved, but not the .json beside it: {exception.Message}"));
            }
        }
    }
}
