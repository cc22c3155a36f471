using System.Management.Automation;

namespace SoraPS;

/// <summary>Ends what the module runs in the background when it is removed.</summary>
public sealed class ModuleLifetime : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        Parallel.ForEach(Session.Jobs.Keys, job => job.StopJob());
        Session.Client.Callbacks.StopAsync().WaitForCompletion();
        Session.Emulators.StopAll();
    }
}
