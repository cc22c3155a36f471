# A thin caller of tools/build.proj, which holds the build logic. Runs in Windows PowerShell 5.1, too.
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateSet('build', 'demo', 'test', 'pack', 'bench', 'chaos', 'fuzz')]
    [string] $Verb,

    # For bench: the parts to measure; none for all.
    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Parts = @(),

    # For chaos: a batch of so many rows, killed so many times.
    [int] $Rows = 200,
    [int] $Kills = 30,

    # For fuzz: so many answers of each dialect.
    [int] $Count = 10000,

    # For chaos and fuzz: what is drawn is the same for the same seed; empty for another each time.
    [string] $Seed = ''
)

$ErrorActionPreference = 'Stop'
Push-Location -LiteralPath $PSScriptRoot
try {
    $summary = 'output/TestResults/summary.txt'
    if (Test-Path -LiteralPath $summary) {
        Remove-Item -LiteralPath $summary
    }

    $options = @('-nologo', '-nodeReuse:false', '-verbosity:minimal', '-tl:off')
    dotnet msbuild tools/build.proj @options "-target:$Verb" "-property:Rows=$Rows;Kills=$Kills;Count=$Count;Seed=$Seed;BenchParts=$Parts"
    $status = $LASTEXITCODE
    if ($Verb -eq 'test' -and (Test-Path -LiteralPath $summary)) {
        Get-Content -LiteralPath $summary
    }
}
finally {
    Pop-Location
}

exit $status
