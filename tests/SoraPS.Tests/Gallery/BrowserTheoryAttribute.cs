using SoraPS.Tests.Support;

namespace SoraPS.Tests.Gallery;

/// <summary>Tests of what only a browser tells.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() =>
        Skip = NodeTools.HasBrowser ? null : "Here is no Chromium, or npm did not give the packages that drive it.";
}
