# Dot-sourced by each test file: the staged module, and what several files need.
# Nothing that a test submits stands in the ledger of whoever runs it, also not from processes of its own.
if (-not $env:SORAPS_LEDGER) {
    $folder = New-Item -Path ([System.IO.Path]::GetTempPath()) -Name "SoraPS-tests-$PID" -ItemType Directory -Force
    $env:SORAPS_LEDGER = Join-Path -Path $folder -ChildPath 'ledger.db'
}

# Nor do the settings of whoever runs it count.
$env:SORAPS_SETTINGS = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "SoraPS-tests-$PID" -AdditionalChildPath 'settings.json'

# The summaries of runs would drown what the tests say.
$InformationPreference = 'Ignore'

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

    $plain = "`$ErrorActionPreference = 'Stop'; `$InformationPreference = 'Ignore'; `$PSStyle.OutputRendering = 'PlainText'`n$Script"
    $encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($plain))
    $arguments = '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', $encoded
    $lines = & ([System.Environment]::ProcessPath) @arguments 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "The new process ended with $($LASTEXITCODE): $($lines -join [System.Environment]::NewLine)"
    }

    $lines
}

# Waits for a process to end by itself. One that hangs is killed, and the test that waits fails.
function Wait-Exit {
    param(
        [Parameter(Mandatory)]
        [System.Diagnostics.Process] $Process
    )

    if (-not $Process.WaitForExit([timespan]::FromMinutes(5))) {
        $Process.Kill($true)
        throw "This did not end in 5 minutes: $($Process.StartInfo.FileName) $($Process.StartInfo.ArgumentList -join ' ')"
    }
}

# Runs a script without a screen, for what -WhatIf writes there, with the session's providers and ledger. Gives its output.
function Invoke-WithoutScreen {
    param(
        [Parameter(Mandatory)]
        [scriptblock] $Script,

        [object[]] $ArgumentList = @()
    )

    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript("Import-Module -Name '$script:StagedModule'").AddStatement().AddScript("$Script")
        $ArgumentList | ForEach-Object -Process { $null = $shell.AddArgument($_) }
        $shell.Invoke()
        if ($shell.HadErrors) {
            throw $shell.Streams.Error[0]
        }
    }
    finally {
        $shell.Dispose()
    }
}
