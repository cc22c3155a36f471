using System.Reflection;
using System.Runtime.Loader;

namespace SoraPS.Loading;

/// <summary>
/// Isolates the cmdlets and their dependencies from assemblies that other modules have loaded.
/// Only this assembly is shared, so that scripts can use its public types.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Lazy<Assembly> s_module =
        new(() => new ModuleLoadContext().LoadFromAssemblyName(new AssemblyName("SoraPS")));

    private readonly string _folder = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;

    private ModuleLoadContext()
        : base("SoraPS")
    {
    }

    /// <summary>Whether the cmdlet assembly is loaded.</summary>
    public static bool IsInitialized => s_module.IsValueCreated;

    /// <summary>Returns the cmdlet assembly, which is loaded once per process.</summary>
    public static Assembly Initialize() => s_module.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        Assembly shared = typeof(ModuleLoadContext).Assembly;
        if (assemblyName.Name == shared.GetName().Name)
        {
            return shared;
        }

        // A second copy of a runtime assembly would not fit the HttpClient that the process shares.
        if (assemblyName.Name!.StartsWith("System.", StringComparison.Ordinal)
            && FromDefault(assemblyName) is { } ofRuntime)
        {
            return ofRuntime;
        }

        // Compiled ahead of time for this kind of machine, where the package has that; else the portable one.
        string file = assemblyName.Name + ".dll";
        string ahead = RuntimeAssets.PathOf(_folder, "lib", file);
        string path = File.Exists(ahead) ? ahead : Path.Combine(_folder, file);
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string path = RuntimeAssets.PathOf(_folder, "native", RuntimeAssets.NativeFile(unmanagedDllName));
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : nint.Zero;
    }

    private static Assembly? FromDefault(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(name);
        }
        catch (IOException)
        {
            // Not there, or too old: the module brings its own.
            return null;
        }
    }
}
