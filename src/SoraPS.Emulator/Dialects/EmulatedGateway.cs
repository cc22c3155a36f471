using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects;

/// <summary>A gateway of the emulator: a dialect and the tasks that were made in it.</summary>
internal sealed record EmulatedGateway(EmulatedDialect Dialect, TaskStore Tasks)
{
    /// <summary>All of them. A new gateway is one line here and one folder beside this file.</summary>
    public static IReadOnlyList<EmulatedGateway> All(EmulatorOptions options) =>
    [
        .. new EmulatedDialect[]
        {
            new LinkModel.EmulatedLinkModel(options),
            new UniAll.EmulatedUniAll(options),
            new Apixo.EmulatedApixo(),
            new Odkkk.EmulatedOdkkk(),
            new AimlApi.EmulatedAimlApi(options),
            new OpenAI.EmulatedOpenAI(options),
        }.Select(dialect => new EmulatedGateway(dialect, new TaskStore(dialect.Name, options))),
    ];

    /// <summary>The task that a request is about.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public VideoTask Find(Route route)
    {
        VideoTask? task = Tasks.Find(route.Id);

        // Where the model is part of the path, a task is found under its own model only.
        return task is not null && (route.Model.Length == 0 || route.Model == task.Order.Model)
            ? task
            : throw Dialect.Refuse(RefusalKind.TaskNotFound, route.Id).ToException();
    }
}
