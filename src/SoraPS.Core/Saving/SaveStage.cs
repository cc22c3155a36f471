using SoraPS.Core.Diagnostics;
using SoraPS.Core.Downloads;
using SoraPS.Core.Downloads.Fetching;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Saving;

/// <summary>Saves finished tasks: each file appears under its name only when it is whole and has passed its checks.</summary>
public sealed class SaveStage : ParallelStage<SoraTask, SoraVideo>
{
    private readonly StageServices _services;
    private readonly SaveOptions _options;
    private readonly TargetFiles _targets;
    private readonly MediaFetcher _fetcher;
    private readonly TaskRecorder _recorder;

    internal SaveStage(StageServices services, SaveOptions options)
        : base(options.Throttle, capacity: null, options.Detail)
    {
        FileNames.CheckTemplate(options.FileName ?? "");
        if (options.MakesFolder)
        {
            Folders.MakeWritable(options.Folder);
        }

        _services = services;
        _options = options;
        _targets = new TargetFiles(options.Folder, options.FileName, options.Variant.Extension, options.Force);
        _fetcher = new MediaFetcher(services.Time);
        _recorder = new TaskRecorder(
            services, services.Runs.Join(options.Run, Stopping), Log, text => Emit(new StageEvent<SoraVideo>.Warned(text)));
    }

    private bool IsVideo => _options.Variant == Variant.Video;

    /// <inheritdoc/>
    protected override Func<CancellationToken, Task> Admit(SoraTask item) => ct => SaveAsync(item, ct);

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync() => _recorder.DisposeAsync();

    private async Task SaveAsync(SoraTask item, CancellationToken ct)
    {
        SoraTask task = await _recorder.CompleteAsync(item).ConfigureAwait(false);
        Gateway gateway = _services.Gateways.Of(task.Provider);
        if (item.CreatedAt == default && !task.IsEnded())
        {
            // Only the id is known: the gateway knows the rest.
            GatewayResult result = await gateway.StatusAsync(task, Log, ct).ConfigureAwait(false);
            task = task.With(result.Report, gateway.Connection.Dialect, _services.Time.GetUtcNow());
        }

        if (task.State is not SoraTaskState.Succeeded)
        {
            PassOver(task);
            return;
        }

        SavedFile? recorded = task.Path is null ? null : await RecordedAsync(task).ConfigureAwait(false);
        while (_targets.Reserve(task, recorded) is { } target && !await TrySaveAsync(task, gateway, target, ct).ConfigureAwait(false))
        {
            // Another run made that file first, and it is not this task's: the choice has changed.
            recorded = await RecordedAsync(task).ConfigureAwait(false);
        }
    }

    private void PassOver(SoraTask task)
    {
        if (!task.IsEnded())
        {
            Warn($"{task.Provider}: {task.Title()} is {task.State} and was skipped. Wait for it with Wait-SoraTask first.");
        }
        else
        {
            Log.Line($"{task.Provider}: {task.Title()} is {task.State}: there is no video to save.");
        }
    }

    private async Task<SavedFile?> RecordedAsync(SoraTask task) =>
        IsVideo ? await _recorder.FindFileAsync(task).ConfigureAwait(false) : null;

    // False if the file is no longer the task's.
    private async Task<bool> TrySaveAsync(SoraTask task, Gateway gateway, TargetFile target, CancellationToken ct)
    {
        string path = target.Path;
        try
        {
            using TargetLock alone = await TargetLock.AcquireAsync(path, _services.Time, () => TellWait(path), ct).ConfigureAwait(false);
            Current?.WaitsFor = null;

            // What the ledger says of the task's file counts only where there is one.
            SavedFile? recorded = target.MayBeThere ? await RecordedAsync(task).ConfigureAwait(false) : null;
            if (!_targets.Confirm(target, recorded))
            {
                return false;
            }

            SoraVideo? video = _options.Force ? null : ExistingVideo.Find(task, path, recorded);
            string? holder = video is null ? await _recorder.TakeAsync(task, ct).ConfigureAwait(false) : null;
            video ??= holder is null ? await FetchAsync(task, gateway, path, alone, ct).ConfigureAwait(false) : null;
            if (video is null)
            {
                LeaveTo(holder ?? TaskRecorder.AnotherRun);
                return true;
            }

            SavedFile file = new(path, video.Length, video.Sha256, video.ContentType);
            if (IsVideo && file != recorded)
            {
                await _recorder.RecordAsync(video.Task, $"Saved as {path}.", file: file).ConfigureAwait(false);
            }

            Describe(path, () => alone.Sidecar.Commit(keep: !_options.NoMetadata));
            _recorder.HandOn(task);
            Produce(video);
            return true;
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.TaskExpired && IsVideo)
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

    private void TellWait(string path)
    {
        Current?.WaitsFor = "another run";
        Log.Line($"{path} is being saved by another run: waiting for it.");
    }

    // Null if another run has taken the task over meanwhile, which saves it.
    private async Task<SoraVideo?> FetchAsync(
        SoraTask task, Gateway gateway, string path, TargetLock alone, CancellationToken ct)
    {
        if (!await _recorder.MaySaveAsync(task, ct).ConfigureAwait(false))
        {
            return null;
        }

        using PartFile part = PartFile.Open(path, $"{task.Provider}/{task.Id}/{_options.Variant.Name}");
        Current?.Measure(() => (part.Length, part.Total));
        (string type, SoraTask seen) = await _fetcher.FetchAsync(task, _options.Variant, gateway, part, Log, ct).ConfigureAwait(false);
        if (!await _recorder.MaySaveAsync(task, ct).ConfigureAwait(false))
        {
            return null;
        }

        SoraVideo video = new(path, part.Length, part.Sha256(), type, seen with { Path = path });
        Describe(path, () => alone.Sidecar.Describe(Sidecar.Of(video)));
        await CommitAsync(part, path, alone).ConfigureAwait(false);
        Telemetry.Saved(task, part.Length);
        return video;
    }

    private async Task CommitAsync(PartFile part, string path, TargetLock alone)
    {
        try
        {
            await part.CommitAsync(path, _options.Force).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // It would be taken for what describes their file.
            alone.Sidecar.Withdraw();
            if (exception is IOException && !_options.Force && File.Exists(path))
            {
                throw ExistingVideo.NotOurs(path, "came there during the download", exception);
            }

            throw;
        }
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
                Warn($"The video {path} is saved, but not the .json beside it: {exception.Message}");
            }
        }
    }
}
