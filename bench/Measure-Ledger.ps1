# What the ledger costs a user of the cmdlets: submitting rows with it and without, each time in a PowerShell of its
# own, and a batch that is run again when all is done. Needs ./build.sh build, and bench/SoraPS.Bench built for release.
[CmdletBinding()]
param(
    [int] $Rows = 1000,
    [int] $Runs = 9,
    [int] $DoneRows = 10000
)

$ErrorActionPreference = 'Stop'
$root = Split-Path -Path $PSScriptRoot
$work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-bench-$([guid]::NewGuid())"
$null = New-Item -ItemType Directory -Path $work

# The emulator has a process of its own, so that it does not share the measured one's threads.
$start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
'exec', "$root/bench/SoraPS.Bench/bin/Release/net10.0/SoraPS.Bench.dll", 'emulator' |
    ForEach-Object -Process { $start.ArgumentList.Add($_) }
$start.RedirectStandardInput = $true
$start.RedirectStandardOutput = $true
$emulator = [System.Diagnostics.Process]::Start($start)
$baseUri = $emulator.StandardOutput.ReadLine()

function Get-Counter {
    Invoke-RestMethod -Uri ([uri]::new([uri]$baseUri, '/_counters'))
}

function New-Csv([int] $Count) {
    $path = "$work/$Count.csv"
    0..($Count - 1) |
        ForEach-Object -Process { [pscustomobject]@{ Name = "row-$_"; Prompt = "A paper boat, take $_" } } |
        Export-Csv -LiteralPath $path
    $path
}

# Milliseconds that the line takes in a new process, and for how many of them it keeps processors busy. There is no way
# to go without a ledger: it is taken out from within.
function Measure-Line([string] $Csv, [string] $Batch, [switch] $WithoutLedger) {
    $script = @"
        Import-Module -Name '$root/output/SoraPS'
        Set-SoraProvider -Name OpenAI -BaseUri $baseUri -ApiKey emulator-key
        if ('$WithoutLedger' -eq 'True') {
            `$hidden = [System.Reflection.BindingFlags]'Static, Instance, Public, NonPublic'
            `$loaded = [System.Runtime.Loader.AssemblyLoadContext]::All.Assemblies
            `$module = `$loaded.Where({ `$_.GetName().Name -eq 'SoraPS' })[0]
            `$client = `$module.GetType('SoraPS.Session').GetProperty('Client', `$hidden).GetValue(`$null)
            `$core = `$client.GetType().Assembly
            `$shared = `$client.Ledgers.GetType().GetField('_shared', `$hidden).GetValue(`$client.Ledgers)
            `$none = [System.Activator]::CreateInstance(`$core.GetType('SoraPS.Core.Ledger.NoLedger'))
            `$shared.GetType().GetField('_ledger', `$hidden).SetValue(`$shared, `$none)
        }

        `$ProgressPreference = 'SilentlyContinue'
        `$busy = [System.Environment]::CpuUsage.TotalTime
        `$watch = [System.Diagnostics.Stopwatch]::StartNew()
        `$tasks = @(Import-Csv -LiteralPath '$Csv' | New-SoraVideo -Provider OpenAI -Batch '$Batch')
        `$busy = [System.Environment]::CpuUsage.TotalTime - `$busy
        "`$(`$tasks.Count) `$(`$watch.Elapsed.TotalMilliseconds) `$(`$busy.TotalMilliseconds)"
"@
    $encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($script))
    $env:SORAPS_LEDGER = "$work/ledger.db"
    $arguments = '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', $encoded
    $count, $elapsed, $busy = (& ([System.Environment]::ProcessPath) @arguments) -split ' '
    if ([int]$count -ne (Import-Csv -LiteralPath $Csv).Count) {
        throw "$count tasks came back."
    }

    [pscustomobject]@{ Elapsed = [double]$elapsed; Busy = [double]$busy }
}

function Get-Median([object[]] $Runs, [string] $Property) {
    ($Runs.$Property | Sort-Object)[[math]::Floor($Runs.Count / 2)]
}

try {
    $csv = New-Csv $Rows
    $kept = @()
    $bare = @()
    foreach ($run in 1..$Runs) {
        $kept += Measure-Line $csv "run $run"
        $bare += Measure-Line $csv "run $run" -WithoutLedger
        'run {0}: with the ledger {1:0} ms (busy {2:0}), without {3:0} ms (busy {4:0})' -f
            $run, $kept[-1].Elapsed, $kept[-1].Busy, $bare[-1].Elapsed, $bare[-1].Busy
    }

    $one, $other = (Get-Median $kept Elapsed), (Get-Median $bare Elapsed)
    'Submitting {0} rows, medians of {1} new processes: {2:0} rows/s with the ledger, {3:0} without; ratio {4:0.00}' -f
        $Rows, $Runs, ($Rows / $one * 1000), ($Rows / $other * 1000), ($other / $one)

    $csv = New-Csv $DoneRows
    $first = Measure-Line $csv 'done'
    $before = (Get-Counter).creates
    $again = 1..5 | ForEach-Object -Process { Measure-Line $csv 'done' }
    '{0} rows that were submitted before: {1:0.00} s (the first time {2:0.00} s), {3} requests' -f
        $DoneRows, ((Get-Median $again Elapsed) / 1000), ($first.Elapsed / 1000), ((Get-Counter).creates - $before)
}
finally {
    $emulator.StandardInput.Close()
    $emulator.WaitForExit()
    Remove-Item -LiteralPath $work -Recurse
}
