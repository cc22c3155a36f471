# Saves the videos of the tasks of a CSV, and prints how many there are and the milliseconds that the line took.
param([string] $Module, [uri] $BaseUri, [string] $Csv, [string] $Folder)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module -Name $Module
Set-SoraProvider -Name OpenAI -BaseUri $BaseUri -ApiKey emulator-key
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$videos = @(Import-Csv -LiteralPath $Csv | Save-SoraVideo -Path $Folder)
'{0} {1}' -f $videos.Count, $watch.Elapsed.TotalMilliseconds
