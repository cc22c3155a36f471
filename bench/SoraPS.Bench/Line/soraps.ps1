# The line of the README.
param([string] $BaseUri, [string] $Csv, [string] $Folder)

$ErrorActionPreference = 'Stop'
Import-Module -Name $env:SORAPS_MODULE
Set-SoraProvider -Name OpenAI -BaseUri $BaseUri
Import-Csv -LiteralPath $Csv | New-SoraVideo -Provider OpenAI -Model sora-2 | Wait-SoraTask | Save-SoraVideo -Path $Folder | Out-Null
