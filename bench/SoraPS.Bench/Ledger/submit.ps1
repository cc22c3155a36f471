# Submits the rows of a CSV, and prints the number of tasks, the milliseconds of the line, and for how many of them it kept
# processors busy. There is no way to go without a ledger: it is taken out from within.
param([string] $Module, [uri] $BaseUri, [string] $Csv, [string] $Batch, [string] $Ledger)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module -Name $Module
Set-SoraProvider -Name OpenAI -BaseUri $BaseUri -ApiKey emulator-key
if ($Ledger -eq 'without') {
    $hidden = [System.Reflection.BindingFlags]'Static, Instance, Public, NonPublic'
    $loaded = [System.Runtime.Loader.AssemblyLoadContext]::All.Assemblies
    $client = $loaded.Where({ $_.GetName().Name -eq 'SoraPS' })[0].GetType('SoraPS.Session').GetProperty('Client', $hidden).GetValue($null)
    $shared = $client.Ledgers.GetType().GetField('_shared', $hidden).GetValue($client.Ledgers)
    $none = [System.Activator]::CreateInstance($client.GetType().Assembly.GetType('SoraPS.Core.Ledger.NoLedger'))
    $shared.GetType().GetField('_ledger', $hidden).SetValue($shared, $none)
}

$busy = [System.Environment]::CpuUsage.TotalTime
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$tasks = @(Import-Csv -LiteralPath $Csv | New-SoraVideo -Provider OpenAI -Batch $Batch)
$elapsed = $watch.Elapsed
$busy = [System.Environment]::CpuUsage.TotalTime - $busy
'{0} {1} {2}' -f $tasks.Count, $elapsed.TotalMilliseconds, $busy.TotalMilliseconds
