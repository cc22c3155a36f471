# Dot-sourced by each test file: the staged module, and what several files need.
$script:StagedModule = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../output/SoraPS")
if (-not (Get-Module -Name SoraPS)) {
    Import-Module -Name $script:StagedModule
}

# A process of its own, for what cannot be undone in this one: which assemblies are loaded. Gives its output lines.
function Invoke-InNewProcess {
    param(
        [Parameter(Mandatory)]
        [string] $Script
    )

    $plain = "`$ErrorActionPreference = 'Stop'; `$PSStyle.OutputRendering = 'PlainText'`n$Script"
    $encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($plain))
    $arguments = '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', $encoded
    $lines = & ([System.Environment]::ProcessPath) @arguments 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "The new process ended with $($LASTEXITCODE): $($lines -join [System.Environment]::NewLine)"
    }

    $lines
}
