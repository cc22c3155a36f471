using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace SoraPS.Parameters.Tasks;

/// <summary>Reads a task from an object that has its columns. An empty or unreadable cell means 'not given'.</summary>
internal sealed class TaskRow
{
    private readonly PSMemberInfoCollection<PSPropertyInfo> _cells;

    private TaskRow(PSObject row) => _cells = row.Properties;

    /// <summary>The task, a video's too; null if the object does not tell a provider and an id.</summary>
    public static SoraTask? Read(object? item)
    {
        if (Values.Unwrap(item) is SoraVideo video)
        {
            return video.Task;
        }

        if (item is not PSObject { BaseObject: PSCustomObject } row)
        {
            return null;
        }

        // A video holds its task, and only a task: what held itself would be read for ever.
        object? held = row.Properties[nameof(SoraVideo.Task)]?.Value;
        if (Values.Unwrap(held) is SoraTask task)
        {
            return task;
        }

        TaskRow cells = new(held as PSObject ?? row);
        bool hasId = cells.Text(nameof(SoraTask.Id)) is not null || cells.Text(nameof(SoraTask.RequestId)) is not null;
        return hasId && cells.Text(nameof(SoraTask.Provider)) is { } provider ? cells.ToTask(provider) : null;
    }

    private SoraTask ToTask(string provider)
    {
        SoraTaskState? state = Word<SoraTaskState>(nameof(SoraTask.State));
        return new SoraTask
        {
            RequestId = Text(nameof(SoraTask.RequestId)) ?? "",
            Id = Text(nameof(SoraTask.Id)),
            Provider = provider,
            Model = Text(nameof(SoraTask.Model)) ?? Session.Client.Connections.Find(provider)?.UsualModel,
            Name = Text(nameof(SoraTask.Name)),
            Batch = Text(nameof(SoraTask.Batch)),
            Prompt = Text(nameof(SoraTask.Prompt)),
            State = state ?? SoraTaskState.Queued,
            RawState = Text(nameof(SoraTask.RawState)),
            Progress = Number<int>(nameof(SoraTask.Progress)),
            Duration = Number<int>(nameof(SoraTask.Duration)),
            AspectRatio = Text(nameof(SoraTask.AspectRatio)),
            Resolution = Text(nameof(SoraTask.Resolution)),
            // Without it a stage asks the gateway how the task stands, which only the state could tell.
            CreatedAt = state is null ? default : Time(nameof(SoraTask.CreatedAt)) ?? default,
            SubmittedAt = Time(nameof(SoraTask.SubmittedAt)),
            CompletedAt = Time(nameof(SoraTask.CompletedAt)),
            ExpiresAt = Time(nameof(SoraTask.ExpiresAt)),
            VideoUri = Link(nameof(SoraTask.VideoUri)),
            ThumbnailUri = Link(nameof(SoraTask.ThumbnailUri)),
            Price = Number<decimal>(nameof(SoraTask.Price)),
            Currency = Text(nameof(SoraTask.Currency)),
            Estimate = Number<decimal>(nameof(SoraTask.Estimate)),
            EstimateCurrency = Text(nameof(SoraTask.EstimateCurrency)),
            EstimateSource = Text(nameof(SoraTask.EstimateSource)),
            Error = Error(),
            Path = Text(nameof(SoraTask.Path)),
            Endpoint = Link(nameof(SoraTask.Endpoint)),
            GatewayData = GatewayData(),
        };
    }

    private object? Cell(string name) =>
        _cells[name]?.Value is { } value && !string.IsNullOrWhiteSpace(value.ToString()) ? value : null;

    private string? Text(string name) => Cell(name)?.ToString();

    private Uri? Link(string name) => Uri.TryCreate(Text(name), UriKind.Absolute, out Uri? link) ? link : null;

    // Export-Csv writes numbers and times in the culture of the user, JSON in no one's.
    private T? Number<T>(string name)
        where T : struct, INumberBase<T> =>
        T.TryParse(Text(name), NumberStyles.Float, CultureInfo.CurrentCulture, out T number)
        || T.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out number) ? number : null;

    private DateTimeOffset? Time(string name) => Values.Unwrap(Cell(name)) switch
    {
        DateTimeOffset time => time,
        DateTime time => time,
        _ => DateTimeOffset.TryParse(Text(name), CultureInfo.CurrentCulture, out DateTimeOffset time)
            || DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, out time) ? time : null,
    };

    private T? Word<T>(string name)
        where T : struct, Enum =>
        Enum.TryParse(Text(name), ignoreCase: true, out T word) && Enum.IsDefined(word) ? word : null;

    // A hashtable of CliXml, an object of JSON, or the text of a CSV.
    private SoraGatewayData? GatewayData()
    {
        Hashtable fields = new(StringComparer.OrdinalIgnoreCase);
        switch (Values.Unwrap(Cell(nameof(SoraTask.GatewayData))))
        {
            case SoraGatewayData data:
                return data;
            case string text:
                return SoraGatewayData.Parse(text);
            case IDictionary table:
                foreach (DictionaryEntry field in table)
                {
                    fields[field.Key] = Values.Unwrap(field.Value);
                }

                break;
            case PSObject parts:
                foreach (PSPropertyInfo field in parts.Properties)
                {
                    fields[field.Name] = Values.Unwrap(field.Value);
                }

                break;
        }

        return fields.Count > 0 && new SoraGatewayData(fields) is { Count: > 0 } read ? read : null;
    }

    private SoraTaskError? Error()
    {
        object? cell = Cell(nameof(SoraTask.Error));
        if (cell is not PSObject { BaseObject: PSCustomObject } parts || parts.Properties["Message"] is null)
        {
            return cell is null ? null : new SoraTaskError(null, cell.ToString()!, SoraErrorKind.TaskFailed);
        }

        TaskRow row = new(parts);
        return new SoraTaskError(
            row.Text(nameof(SoraTaskError.Code)),
            row.Text(nameof(SoraTaskError.Message)) ?? "",
            row.Word<SoraErrorKind>(nameof(SoraTaskError.Kind)) ?? SoraErrorKind.TaskFailed);
    }
}
