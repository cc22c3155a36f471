namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>A recognised request.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Id">The task's id, or the name of an extra.</param>
/// <param name="Model">The model, where the path holds it.</param>
internal sealed record Route(RouteKind Kind, string Id = "", string Model = "");
