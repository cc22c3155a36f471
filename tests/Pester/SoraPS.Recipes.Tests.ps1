# docs/RECIPES.md does what it says, as far as it can be run here.
BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $work -ItemType Directory
    $page = Get-Content -Raw -LiteralPath "$PSScriptRoot/../../docs/RECIPES.md"
    $blocks = [regex]::Matches($page, '(?ms)^```(?<kind>\w*)\n(?<text>.*?)^```')
    function Get-Block([string] $Like) {
        $blocks.Where({ $_.Groups['text'].Value -like $Like })[0].Groups['text'].Value
    }

    Set-Content -LiteralPath "$work/batch.ps1" -Value (Get-Block '*# batch.ps1*')
    Set-Content -LiteralPath "$work/prompts.csv" -Value "Name,Prompt`nlake,A lake`nboat,A boat"
    $emulator = Start-SoraEmulator -GenerationTime 0
    $settings = @{
        defaultProvider = 'LinkModel'
        providers       = @{ LinkModel = @{ baseUri = "$($emulator.BaseUri.LinkModel)"; pollIntervalSec = 0.2 } }
    }
    $settings | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath "$work/settings.json"

    # As cron and systemd do: a process with an environment of its own.
    function Invoke-Batch([string] $Key) {
        $environment = @{
            SORAPS_SETTINGS = "$work/settings.json"; SORAPS_LEDGER = "$work/ledger.db"; LINKMODEL_API_KEY = $Key
            PSModulePath = [System.IO.Path]::GetDirectoryName($script:StagedModule)
        }
        $options = @{
            FilePath = [System.Environment]::ProcessPath; ArgumentList = '-NoProfile', '-File', 'batch.ps1'
            WorkingDirectory = $work; Environment = $environment; Wait = $true; PassThru = $true
            RedirectStandardOutput = "$work/out.txt"; RedirectStandardError = "$work/errors.txt"
        }
        (Start-Process @options).ExitCode
    }
}

AfterAll {
    Stop-SoraEmulator -Id $emulator.Id
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'batch.ps1' {
    It 'exits with 1 if a row has no video' {
        Invoke-Batch -Key 'wrong' | Should -Be 1
    }

    It 'exits with 0 if every row has its video, and pays once' {
        Invoke-Batch -Key $emulator.ApiKey | Should -Be 0
        Invoke-Batch -Key $emulator.ApiKey | Should -Be 0
        "$work/videos/lake.mp4", "$work/videos/boat.mp4" | Should -Exist
        (Get-SoraEmulator -Id $emulator.Id).TasksMade | Should -Be 2
    }

    It 'ends with what its hook and its log tell' {
        Set-SoraLedger -Path "$work/ledger.db"
        Push-Location -LiteralPath $work
        $env:HOOK = 'https://hook.example'
        Mock -CommandName Invoke-RestMethod -MockWith { $Body }
        try {
            $sent = & ([scriptblock]::Create((Get-Block '*Invoke-RestMethod*'))) | ConvertFrom-Json
            & ([scriptblock]::Create((Get-Block '*tasks.jsonl*')))
        }
        finally {
            Pop-Location
            Set-SoraLedger -Default
        }

        $sent.states.Name, $sent.states.Count | Should -Be 'Succeeded', 2
        $sent.cost.Tasks | Should -Be 2
        (Get-Content -LiteralPath "$work/tasks.jsonl" | ConvertFrom-Json).State | Should -Be 'Succeeded', 'Succeeded'
    }
}

Describe 'The units of systemd' {
    It 'are valid' -Skip:(-not (Get-Command -Name systemd-analyze -ErrorAction Ignore)) {
        Set-Content -LiteralPath "$work/videos.service" -Value (Get-Block '*Type=oneshot*')
        Set-Content -LiteralPath "$work/videos.timer" -Value (Get-Block '*OnCalendar*')
        $said = systemd-analyze verify "$work/videos.timer" 2>&1
        @($said) -match 'Unknown|Failed to parse|Invalid' | Should -BeNullOrEmpty
    }
}
