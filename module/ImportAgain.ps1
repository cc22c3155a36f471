# Import-Module finds the assembly loaded and exports nothing of it (PowerShell issue 20710): export each cmdlet by hand.
$cmdlets = Microsoft.PowerShell.Core\Import-Module -Assembly ([SoraPS.Loading.ModuleLoadContext]::Initialize()) -PassThru
$hidden = [System.Reflection.BindingFlags]'Instance, NonPublic'
$addExportedCmdlet = [psmoduleinfo].GetMethod('AddExportedCmdlet', $hidden)
if ($addExportedCmdlet) {
    foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
        $addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
    }
}

$bin = [System.IO.Path]::GetFullPath("$PSScriptRoot/../bin")
$loaded = [System.IO.Path]::GetDirectoryName([SoraPS.Loading.ModuleLoadContext].Assembly.Location)
if ($loaded -ne $bin) {
    Write-Warning -Message ("SoraPS is already loaded, from '$loaded', and stays in use. " +
        "Start a new PowerShell to use the one in '$bin'.")
}
