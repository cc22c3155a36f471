BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory -Path $work
    $fast = Start-SoraEmulator -GenerationTime 0.3

    # Waits for something that another thread or process does.
    function Wait-Until([scriptblock] $Condition) {
        $end = [datetime]::UtcNow.AddMinutes(1)
        while (-not (& $Condition)) {
            [datetime]::UtcNow | Should -BeLessThan $end -Because "it never came to this: $Condition"
            [System.Threading.Thread]::Yield() | Out-Null
        }
    }

    # Rows for the slow gateway, and a last one whose answer comes while those are under way.
    function Get-Row([int] $Count) {
        1..$Count | ForEach-Object -Process { [pscustomobject]@{ Name = "row-$_"; Prompt = "Boat $_"; Provider = 'Slow' } }
        [pscustomobject]@{ Name = 'fast'; Prompt = 'A fast boat'; Provider = 'Fast' }
    }

    # A PowerShell of its own, with the same providers and rows.
    function Start-Shell([string] $Script, [string] $Ledger) {
        $preparation = "Import-Module -Name '$script:StagedModule'
            Set-SoraProvider -Name Slow -Dialect OpenAI -BaseUri '$($emulator.BaseUri.OpenAI)' -ApiKey '$($emulator.ApiKey)'
            Set-SoraProvider -Name Fast -Dialect OpenAI -BaseUri '$($fast.BaseUri.OpenAI)' -ApiKey '$($fast.ApiKey)'
            function Get-Row { $((Get-Command -Name Get-Row).Definition) }"
        $encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes("$preparation`n$Script"))
        $start = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
        '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', $encoded |
            ForEach-Object -Process { $start.ArgumentList.Add($_) }
        $start.Environment['SORAPS_LEDGER'] = $Ledger
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        [System.Diagnostics.Process]::Start($start)
    }

    # How many tasks of the slow gateway stand in which state in the ledger of a process that has ended.
    function Get-State([string] $Ledger) {
        Invoke-InNewProcess -Script "
            Import-Module -Name '$script:StagedModule'
            Set-SoraLedger -Path '$Ledger'
            (Get-SoraTask -Batch end -Provider Slow).State" | Group-Object -NoElement
    }
}

AfterAll {
    Stop-SoraEmulator -Id $fast.Id
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'An end while requests are under way' {
    BeforeEach {
        $emulator = Start-SoraEmulator -GenerationTime 0.3 -Fault @{ Kind = 'Slow'; On = 'Create'; Delay = 2 }
        Set-SoraProvider -Name Slow -Dialect OpenAI -BaseUri $emulator.BaseUri.OpenAI -ApiKey $emulator.ApiKey
        Set-SoraProvider -Name Fast -Dialect OpenAI -BaseUri $fast.BaseUri.OpenAI -ApiKey $fast.ApiKey
    }

    AfterEach {
        Remove-SoraProvider -Name Slow, Fast
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'writes down in the background what was paid for, and sends nothing more' {
        $first = Get-Row 300 | Select-Object -SkipLast 1 | New-SoraVideo -Provider Slow -Batch first | Select-Object -First 1
        $first.State | Should -Be 'Queued'
        Wait-Until { -not (Get-SoraTask -Batch first -State Submitting) }
        $tasks = Get-SoraTask -Batch first
        $tasks.State | Should -Not -Contain 'Unknown'
        $tasks | Should -HaveCount (Get-SoraEmulator -Id $emulator.Id).TasksMade
        $tasks.Count | Should -BeLessThan 300
    }

    It 'gives the same line its tasks while they are still being written down' {
        $null = Get-Row 9 | New-SoraVideo -Batch again | Select-Object -First 1
        Get-SoraTask -Batch again -State Submitting | Should -Not -BeNullOrEmpty
        $tasks = Get-Row 9 | New-SoraVideo -Batch again
        $tasks.Name | Sort-Object | Should -Be ((Get-Row 9).Name | Sort-Object)
        $seen = Get-SoraEmulator -Id $emulator.Id
        $seen.TasksMade | Should -Be 9
        $seen.DuplicateTasks | Should -Be 0
    }

    It 'holds the end of the process back until its answers are written down' {
        $script = 'Get-Row 9 | New-SoraVideo -Batch end | Select-Object -First 1 | Out-Null; exit 3'
        $process = Start-Shell -Script $script -Ledger "$work/exit.db"
        Wait-Exit $process
        $process.ExitCode | Should -Be 3
        $states = Get-State -Ledger "$work/exit.db"
        $states.Name | Should -Be 'Queued'
        $states.Count | Should -Be (Get-SoraEmulator -Id $emulator.Id).TasksMade
    }

    It 'ends a run at <Signal> as Ctrl+C does, and the process as the signal does' -Tag 'needs signals' -Skip:$IsWindows -ForEach @(
        @{ Signal = 'TERM'; Code = 143 }, @{ Signal = 'HUP'; Code = 129 }
    ) {
        # As under nohup, whose programs are not ended by it.
        $ignored = "$(Get-Content -LiteralPath /proc/self/status -ErrorAction Ignore)" -match 'SigIgn:\s*\w*[13579bdf]\b'
        if ($Signal -eq 'HUP' -and $ignored) {
            Set-ItResult -Skipped -Because 'SIGHUP is ignored here'
        }

        $script = "Get-Row 300 | New-SoraVideo -Batch end | Out-Null; 'Another' | New-SoraVideo -Provider Slow -Batch end"
        $process = Start-Shell -Script $script -Ledger "$work/$Signal.db"
        Wait-Until { (Get-SoraEmulator -Id $emulator.Id).Creates -ge 32 }
        & /bin/kill -s $Signal $process.Id
        Wait-Exit $process
        $process.ExitCode | Should -Be $Code
        $states = Get-State -Ledger "$work/$Signal.db"
        $states.Name | Should -Be 'Queued'
        $states.Count | Should -Be (Get-SoraEmulator -Id $emulator.Id).TasksMade
        $states.Count | Should -BeLessThan 300
    }

    It 'ends a job at once, and writes down in the background what it paid for' {
        $job = Get-Row 300 | New-SoraVideo -Batch job -AsJob
        Wait-Until { (Get-SoraEmulator -Id $emulator.Id).Creates -ge 32 }
        $job | Stop-Job
        $job.State | Should -Be 'Stopped'
        Wait-Until { -not (Get-SoraTask -Batch job -State Submitting) }
        $tasks = Get-SoraTask -Batch job
        $tasks.State | Should -Not -Contain 'Unknown'
        $tasks | Should -HaveCount (Get-SoraEmulator -Id $emulator.Id).TasksMade
        $job | Remove-Job
    }
}
