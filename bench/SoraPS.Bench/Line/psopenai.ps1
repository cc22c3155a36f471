# PSOpenAI's video cmdlets as its guide has them. A video would wait for the one before, so all are created first.
param([string] $BaseUri, [string] $Csv, [string] $Folder)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module -Name $env:PSOPENAI_MODULE
Set-OpenAIContext -ApiBase $BaseUri
$rows = Import-Csv -LiteralPath $Csv
$jobs = foreach ($row in $rows) {
    New-Video -Model 'sora-2' -Prompt $row.Prompt
}

for ($i = 0; $i -lt $jobs.Count; $i++) {
    $jobs[$i] | Get-VideoContent -OutFile (Join-Path -Path $Folder -ChildPath "$($rows[$i].Name).mp4") -WaitForCompletion
}
