# Makes what a released version leaves behind, for the tests of later ones: a ledger, the .json of a video and a price file.
# It runs in a new PowerShell, with the module of that version.
[CmdletBinding(SupportsShouldProcess)]
param(
    # The folder of the released module.
    [Parameter(Mandatory)]
    [string] $Module,

    # The folder to write to: tests/SoraPS.Tests/Fixtures/Releases/<version>.
    [Parameter(Mandatory)]
    [string] $Path
)

$ErrorActionPreference = 'Stop'
if (-not $PSCmdlet.ShouldProcess($Path)) {
    return
}

$null = New-Item -Path $Path -ItemType Directory -Force
$folder = Resolve-Path -LiteralPath $Path
$videos = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath 'SoraPS-fixture'
$env:SORAPS_LEDGER = "$folder/ledger.db"
$env:SORAPS_SETTINGS = "$folder/settings.json"
Import-Module -Name $Module

function Submit {
    [CmdletBinding()]
    param([string] $Name, [string] $Prompt)

    [pscustomobject]@{ Name = $Name; Prompt = $Prompt; Duration = 4; AspectRatio = '16:9' } |
        New-SoraVideo -Provider LinkModel -Batch spring
}

# Each with an emulator of its own, so that each row meets what it is to meet.
$null = Start-SoraEmulator -Use -GenerationTime 0
$saved = Submit -Name saved -Prompt 'A lighthouse at dusk' | Wait-SoraTask | Save-SoraVideo -Path $videos
Stop-SoraEmulator

$null = Start-SoraEmulator -Use -GenerationTime 0 -Fault @{ Kind = 'FailedTask' }
Submit -Name failed -Prompt 'A paper boat in the rain' | Wait-SoraTask -ErrorAction SilentlyContinue | Out-Null
Stop-SoraEmulator

$null = Start-SoraEmulator -Use -Fault @{ Kind = 'LostReply'; On = 'Create' }
Submit -Name unknown -Prompt 'A market in the morning' -ErrorAction SilentlyContinue | Out-Null
Stop-SoraEmulator

$null = Start-SoraEmulator -Use -GenerationTime 3600
Submit -Name running -Prompt 'The fog lifts in a forest' | Out-Null
Submit -Prompt "A caf$([char]0xE9) without a name`r`non two lines" | Out-Null
Stop-SoraEmulator

# The emulator knows each video; its .json alone is what the version has written.
Move-Item -LiteralPath "$($saved.Path).json" -Destination "$folder/saved.mp4.json"
Remove-Item -LiteralPath $videos -Recurse

Set-Content -LiteralPath "$folder/prices.json" -Value @'
{
  "prices": [
    { "provider": "LinkModel", "model": "sora-2", "duration": 8, "amount": 0.68, "currency": "USD", "unit": "video",
      "asOf": "2026-11-20", "source": "invoice of October" },
    { "provider": "GpuBox", "model": "*", "amount": 0.002, "currency": "EUR", "unit": "second", "asOf": "2026-11-20" }
  ]
}
'@
if ((Get-Command -Name Set-SoraProvider).Parameters.ContainsKey('Scope')) {
    Set-SoraProvider -Name LinkModel -Default -Scope User
}
