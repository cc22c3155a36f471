# One of several processes that share the rows of a CSV. It runs the line once with rows of its own, says so, waits for a line of
# input, runs the rows of all, and prints how many files it saved, and when it began and ended (milliseconds since 1970).
param([string] $Module, [uri] $BaseUri, [string] $Csv, [string] $Batch, [string] $Videos)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
Import-Module -Name $Module
Set-SoraProvider -Name OpenAI -BaseUri $BaseUri -ApiKey emulator-key -PollIntervalSec 0.2
$submit = @{ Provider = 'OpenAI'; ThrottleLimit = 8 }
$null = 1..100 | ForEach-Object -Process { "Before, $PID $_" } |
    New-SoraVideo -Provider OpenAI -ThrottleLimit 50 -Batch "before $PID" | Wait-SoraTask | Save-SoraVideo -Path "$Videos-before-$PID"
'ready'
$null = [Console]::In.ReadLine()
$begin = [System.DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
$files = @(Import-Csv -LiteralPath $Csv | New-SoraVideo @submit -Batch $Batch | Wait-SoraTask | Save-SoraVideo -Path $Videos)
'{0} {1} {2}' -f $files.Count, $begin, [System.DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
