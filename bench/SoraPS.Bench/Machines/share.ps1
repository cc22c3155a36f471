# One of several processes that share the rows of CSVs. Each line of its input is a batch as JSON. It says that it is ready once it has
# compiled nothing for half a second, waits for another line, and prints then how many files it saved, and when it began and ended
# (milliseconds since 1970).
param([string] $Module, [uri] $BaseUri)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$InformationPreference = 'Ignore'
Import-Module -Name $Module
Set-SoraProvider -Name OpenAI -BaseUri $BaseUri -ApiKey emulator-key -PollIntervalSec 0.2
while ($line = [Console]::In.ReadLine()) {
    $batch = ConvertFrom-Json -InputObject $line
    if ($batch.Ledger -like '*://*') {
        Set-SoraLedger -ConnectionString $batch.Ledger
    } else {
        Set-SoraLedger -Path $batch.Ledger
    }

    do {
        $compiled = [System.Runtime.JitInfo]::GetCompiledMethodCount()
        Start-Sleep -Milliseconds 500
    } until ([System.Runtime.JitInfo]::GetCompiledMethodCount() -eq $compiled)

    'ready'
    if ($null -eq [Console]::In.ReadLine()) {
        break
    }

    $begin = [System.DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
    $files = @(Import-Csv -LiteralPath $batch.Csv |
            New-SoraVideo -Provider OpenAI -ThrottleLimit $batch.ThrottleLimit -Batch $batch.Name | Wait-SoraTask |
            Save-SoraVideo -Path $batch.Folder)
    '{0} {1} {2}' -f $files.Count, $begin, [System.DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
}
