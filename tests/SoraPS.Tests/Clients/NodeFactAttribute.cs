using SoraPS.Tests.Support;

namespace SoraPS.Tests.Clients;

/// <summary>A test of what runs in Node.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = NodeTools.Has("openai") ? null : "npm did not give the package openai.";
}
