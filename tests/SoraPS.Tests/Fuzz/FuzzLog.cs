using SoraPS.Core.Diagnostics;

namespace SoraPS.Tests.Fuzz;

/// <summary>Everything that -Verbose and -Debug would show.</summary>
public sealed class FuzzLog : IRequestLog
{
    public bool WantsLines => true;

    public bool WantsBodies => true;

    public List<string> Texts { get; } = [];

    public void Line(string text) => Texts.Add(text);

    public void Body(string text) => Texts.Add(text);
}
