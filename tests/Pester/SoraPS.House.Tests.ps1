BeforeDiscovery {
    # Tests run on machines without it, too; Pester itself is all that they need.
    $hasAnalyzer = [bool](Get-Module -Name PSScriptAnalyzer -ListAvailable)
    if (-not $hasAnalyzer) {
        Write-Warning -Message 'PSScriptAnalyzer is not installed: our PowerShell files are not analysed.'
    }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
}

Describe 'Our PowerShell files' {
    It 'give PSScriptAnalyzer nothing to report: <_>' -Tag 'needs PSScriptAnalyzer' -Skip:(-not $hasAnalyzer) -ForEach @(
        'build.ps1', 'SoraPS.psd1', 'module', 'samples', 'tools', 'bench', 'tests/Pester'
    ) {
        $options = @{ Path = Join-Path -Path $root -ChildPath $_; Recurse = $true }
        if ($_ -eq 'tests/Pester') {
            $options.Settings = "$PSScriptRoot/PSScriptAnalyzerSettings.psd1"
        }

        $reports = Invoke-ScriptAnalyzer @options
        $reports | ForEach-Object -Process { '{0}:{1} {2}' -f $_.ScriptName, $_.Line, $_.Message } |
            Should -BeNullOrEmpty
    }
}

Describe 'The manifest' {
    It 'passes Test-ModuleManifest where it is staged, beside the assemblies that it names' {
        $manifest = Test-ModuleManifest -Path (Join-Path -Path $root -ChildPath 'output/SoraPS/SoraPS.psd1') -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $manifest.Name | Should -Be 'SoraPS'
    }
}
