# Waits for the tasks of a CSV with progress shown, until it is ended from outside.
param([string] $Module, [uri] $BaseUri, [string] $Csv)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'Continue'
Import-Module -Name $Module
Set-SoraProvider -Name OpenAI -BaseUri $BaseUri -ApiKey key
Import-Csv -LiteralPath $Csv | Wait-SoraTask
