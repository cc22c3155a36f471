$ErrorActionPreference = 'Stop'

# The cmdlets and the packages they need load in a context of their own, away from other modules' versions. The public types are in
# the default context, so that [SoraPS.SoraTask] resolves in scripts.
# Each line here costs milliseconds of every import: what is seldom needed stands in a file of its own.
try {
    $null = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/../bin/SoraPS.Abstractions.dll")
}
catch {
    . "$PSScriptRoot/ImportElsewhere.ps1"
}

if ([SoraPS.Loading.ModuleLoadContext]::IsInitialized) {
    . "$PSScriptRoot/ImportAgain.ps1"
}
else {
    Microsoft.PowerShell.Core\Import-Module -Assembly ([SoraPS.Loading.ModuleLoadContext]::Initialize())
}
