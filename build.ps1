# A thin caller of tools/build.proj, which holds the build logic. Runs in Windows PowerShell 5.1, too.
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateSet('build', 'demo', 'test', 'pack')]
    [string] $Verb
)

$ErrorActionPreference = 'Stop'
Push-Location -LiteralPath $PSScriptRoot
try {
    $summary = 'output/TestResults/summary.txt'
    if (Test-Path -LiteralPath $summary) {
        Remove-Item -LiteralPath $summary
    }

    dotnet msbuild tools/build.proj -nologo -nodeReuse:false -verbosity:minimal -tl:off "-target:$Verb"
    $status = $LASTEXITCODE
    if ($Verb -eq 'test' -and (Test-Path -LiteralPath $summary)) {
        Get-Content -LiteralPath $summary
    }
}
finally {
    Pop-Location
}

exit $status
