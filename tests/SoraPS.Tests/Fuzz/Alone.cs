namespace SoraPS.Tests.Fuzz;

/// <summary>Tests that measure the process's memory: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
