namespace SoraPS.Tests.Chaos;

/// <summary>One line of a child's output.</summary>
internal sealed record BatchLine(string Word, string Row, string Text);
