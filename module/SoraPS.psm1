$ErrorActionPreference = 'Stop'
$abstractions = [System.IO.Path]::GetFullPath("$PSScriptRoot/../bin/SoraPS.Abstractions.dll")

# The public types load in the default context, so that [SoraPS.SoraTask] resolves in scripts.
$loaded = try {
    [System.Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyPath($abstractions)
}
catch [System.IO.FileLoadException] {
    [SoraPS.Loading.ModuleLoadContext].Assembly
}

if ($loaded.Location -ne $abstractions) {
    Write-Warning -Message ("SoraPS is already loaded, from '$($loaded.Location)', and stays in use. " +
        "Start a new PowerShell to use the one in '$([System.IO.Path]::GetDirectoryName($abstractions))'.")
}

# The cmdlets and the packages they need load in a context of their own, away from other modules' versions.
$assembly = [SoraPS.Loading.ModuleLoadContext]::Initialize()
$cmdlets = Microsoft.PowerShell.Core\Import-Module -Assembly $assembly -PassThru

# Import-Module -Force finds the assembly loaded and exports nothing (PowerShell issue 20710): export each by hand.
$module = $ExecutionContext.SessionState.Module
if ($module.ExportedCmdlets.Count -eq 0) {
    $hidden = [System.Reflection.BindingFlags]'Instance, NonPublic'
    $addExportedCmdlet = [psmoduleinfo].GetMethod('AddExportedCmdlet', $hidden)
    foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
        $addExportedCmdlet.Invoke($module, @(, $cmdlet))
    }
}
