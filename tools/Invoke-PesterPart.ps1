# Runs tests/Pester against the staged module and leaves the counts in a file.
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $ResultPath
)

$ErrorActionPreference = 'Stop'
$root = Split-Path -Path $PSScriptRoot
$modules = Join-Path -Path $root -ChildPath 'output/tools/Modules'
$env:PSModulePath = $modules + [System.IO.Path]::PathSeparator + $env:PSModulePath

$pester = @{ Name = 'Pester'; MinimumVersion = '5.7.0'; MaximumVersion = '5.99.99' }
try {
    $available = Get-Module -ListAvailable -FullyQualifiedName @{
        ModuleName = $pester.Name; ModuleVersion = $pester.MinimumVersion; MaximumVersion = $pester.MaximumVersion
    }
    if (-not $available) {
        $null = New-Item -Path $modules -ItemType Directory -Force
        $wanted = @{
            Name            = $pester.Name
            Version         = '5.9.0'
            Repository      = 'PSGallery'
            Path            = $modules
            TrustRepository = $true
        }
        Save-PSResource @wanted
    }

    Import-Module @pester
}
catch {
    "The Pester part did not run: there is no Pester 5, and the PowerShell Gallery did not give it ($_)."
    exit 0
}

$configuration = New-PesterConfiguration -Hashtable @{
    Run    = @{ Path = Join-Path -Path $root -ChildPath 'tests/Pester'; PassThru = $true }
    Output = @{ Verbosity = 'Normal'; RenderMode = 'Plaintext' }
}
$result = Invoke-Pester -Configuration $configuration

# What a skipped test needs is in its tag, or in that of its block.
$result.Skipped | Group-Object -Property { @($_.Tag; $_.Block.Tag).Where({ $_ -like 'needs *' }, 'First') -join '' } |
    ForEach-Object -Process { "Skipped $($_.Count): $($_.Name ? $_.Name : 'for no reason that is told')" }

# A block or file that broke has no failed test of its own, but failed all the same.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
$total = $result.PassedCount + $failed + $result.SkippedCount + $result.InconclusiveCount
$counters = '<Counters total="{0}" passed="{1}" failed="{2}" />' -f $total, $result.PassedCount, $failed
Set-Content -LiteralPath $ResultPath -Value $counters
exit [int]($failed -gt 0)
