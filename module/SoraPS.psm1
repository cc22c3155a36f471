$ErrorActionPreference = 'Stop'
$bin = [System.IO.Path]::GetFullPath("$PSScriptRoot/../bin")
$abstractions = [System.IO.Path]::Combine($bin, 'SoraPS.Abstractions.dll')

# The public types load in the default context, so that [SoraPS.SoraTask] resolves in scripts.
$loaded = ('SoraPS.Loading.ModuleLoadContext' -as [type])?.Assembly.Location
if (-not $loaded) {
    $null = [System.Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyPath($abstractions)
}
elseif ($loaded -ne $abstractions) {
    Write-Warning -Message ("SoraPS is already loaded, from '$loaded', and stays in use. " +
        "Start a new PowerShell to use the one in '$bin'.")
}

# The cmdlets and the packages they need load in a context of their own, away from other modules' versions.
$importModule = Get-Command -Name Import-Module -Module Microsoft.PowerShell.Core
$cmdlets = & $importModule -Assembly ([SoraPS.Loading.ModuleLoadContext]::Initialize()) -PassThru

# Import-Module -Force finds the assembly loaded and exports nothing (PowerShell issue 20710): export each by hand.
$hidden = [System.Reflection.BindingFlags]'Instance, NonPublic'
$addExportedCmdlet = [psmoduleinfo].GetMethod('AddExportedCmdlet', $hidden)
if ($addExportedCmdlet) {
    foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
        $addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
    }
}
