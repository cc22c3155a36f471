@{
    RootModule           = 'module/SoraPS.psm1'
    ModuleVersion        = '1.0.0'
    GUID                 = '81e05382-3058-4948-b154-4a71b0985dc7'
    Author               = 'The SoraPS authors'
    CompanyName          = 'The SoraPS authors'
    Copyright            = '(c) The SoraPS authors. MIT License.'
    Description          = 'Turns prompts into saved videos, in bulk, through Sora-2 gateways and /v1/videos servers.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.6'
    FormatsToProcess     = @('module/SoraPS.Format.ps1xml')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'Backup-SoraLedger'
        'Copy-SoraLedger'
        'Export-SoraGallery'
        'Get-SoraCallback'
        'Get-SoraCost'
        'Get-SoraEmulator'
        'Get-SoraLedger'
        'Get-SoraModel'
        'Get-SoraProvider'
        'Get-SoraRun'
        'Get-SoraTask'
        'Measure-SoraCost'
        'New-SoraVideo'
        'Remove-SoraProvider'
        'Remove-SoraTask'
        'Save-SoraVideo'
        'Set-SoraLedger'
        'Set-SoraProvider'
        'Start-SoraCallback'
        'Start-SoraEmulator'
        'Stop-SoraCallback'
        'Stop-SoraEmulator'
        'Test-SoraProvider'
        'Wait-SoraTask'
    )
    PrivateData          = @{
        PSData = @{
            Tags         = @(
                'AI', 'Batch', 'OpenAI', 'Sora', 'Sora2', 'TextToVideo', 'Video'
                'PSEdition_Core', 'Linux', 'MacOS', 'Windows'
            )
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'CHANGELOG.md in the package tells the changes of each version.'
        }
    }
}
