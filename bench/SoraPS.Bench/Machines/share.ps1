# One of several processes that share the rows of a CSV. All share those of another CSV first. When it has compiled nothing for half a
# second, each says so and waits for a line of input; it prints then how many files it saved, and when it began and ended (milliseconds
# since 1970).
param([string] $Module, [uri] $BaseUri, [string] $Before, [string] $Csv, [string] $Batch, [string] $Videos)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
Import-Module -Name $Module
Set-SoraProvider -Name OpenAI -BaseUri $BaseUri -ApiKey emulator-key -PollIntervalSec 0.2
$submit = @{ Provider = 'OpenAI'; ThrottleLimit = 8 }
$null = Import-Csv -LiteralPath $Before | New-SoraVideo @submit -Batch "before $Batch" | Wait-SoraTask |
    Save-SoraVideo -Path "$Videos-before"
do {
    $compiled = [System.Runtime.JitInfo]::GetCompiledMethodCount()
    Start-Sleep -Milliseconds 500
} until ([System.Runtime.JitInfo]::GetCompiledMethodCount() -eq $compiled)

'ready'
$null = [Console]::In.ReadLine()
$begin = [System.DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
$files = @(Import-Csv -LiteralPath $Csv | New-SoraVideo @submit -Batch $Batch | Wait-SoraTask | Save-SoraVideo -Path $Videos)
'{0} {1} {2}' -f $files.Count, $begin, [System.DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
