# A thin caller of tools/build.proj, which holds the build logic. build.sh takes the same words. Runs in Windows PowerShell 5.1, too.
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateSet('build', 'demo', 'test', 'pack', 'test-package', 'publish', 'release', 'workflows', 'bench', 'chaos',
        'chaos-machines', 'fuzz')]
    [string] $Verb,

    # publish: the tag, and a repository other than the Gallery. release: the tag. bench: the parts to measure.
    # chaos: rows, kills and a seed. chaos-machines: rows, faults and a seed. fuzz: a count and a seed.
    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Arguments = @()
)

$ErrorActionPreference = 'Stop'
Push-Location -LiteralPath $PSScriptRoot
try {
    $summary = 'output/TestResults/summary.txt'
    $isTest = $Verb -in 'test', 'test-package'
    if ($isTest -and (Test-Path -LiteralPath $summary)) {
        Remove-Item -LiteralPath $summary
    }

    $first, $second, $third = $Arguments
    $properties = @(switch ($Verb) {
        'publish' { "-property:Tag=$first;Repository=$second" }
        'release' { "-property:Tag=$first" }
        'bench' { "-property:BenchParts=$Arguments" }
        'chaos' { "-property:Rows=$first;Kills=$second;Seed=$third" }
        'chaos-machines' { "-property:Rows=$first;Faults=$second;Seed=$third" }
        'fuzz' { "-property:Count=$first;Seed=$second" }
    })
    $options = '-nologo', '-nodeReuse:false', '-verbosity:minimal', '-tl:off', "-target:$($Verb -replace '-')"
    dotnet msbuild tools/build.proj @options @properties
    $status = $LASTEXITCODE
    if ($isTest -and (Test-Path -LiteralPath $summary)) {
        Get-Content -LiteralPath $summary
    }
}
finally {
    Pop-Location
}

exit $status
