BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $null = Start-SoraEmulator -Use -GenerationTime 0.2
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory -Path $work
    $batch = "run-$PID"
    $silent = @{ ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }

    # A script in a process of its own: its text, by -File or -Command. Gives its exit code and output.
    function Invoke-Script([string] $Text, [switch] $AsFile) {
        $plain = "`$PSStyle.OutputRendering = 'PlainText'; `$env:SORAPS_LEDGER = '$work/$([guid]::NewGuid()).db'
            Import-Module -Name '$script:StagedModule'; `$null = Start-SoraEmulator -Use -GenerationTime 0.1`n$Text"
        $file = "$work/$([guid]::NewGuid()).ps1"
        Set-Content -LiteralPath $file -Value $plain
        $arguments = if ($AsFile) { '-File', $file } else { '-Command', $plain }
        $output = & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive @arguments 2>&1
        @{ ExitCode = $LASTEXITCODE; Output = $output -join "`n" }
    }
}

AfterAll {
    Stop-SoraEmulator
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'The end of a run' {
    BeforeAll {
        $rows = @'
Name,Prompt,Duration
lake,A quiet lake,8
boat,A paper boat,7
fox,A fox at night,8
cat,,8
'@ | ConvertFrom-Csv
        $line = { $rows | New-SoraVideo -Provider UniAll -Batch $batch @silent | Wait-SoraTask | Save-SoraVideo -Path $work/videos }
        $videos = & $line 6>$null
        $first = Get-SoraRun
        $null = & $line 6>$null
        $second = Get-SoraRun
    }

    It 'is an object with all counts' {
        $first.IsCompleted | Should -BeTrue
        $first.Rows, $first.Submitted, $first.Returned, $first.Saved | Should -Be 4, 2, 0, 2
        $first.Failed | Should -Be 2
        $first.FailedBy['InvalidRequest'] | Should -Be 2
        $first.Length | Should -Be ($videos | Measure-Object -Property Length -Sum).Sum
        $first.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $first.ExitCode | Should -Be 1
    }

    It 'adds up what it cost, by estimate and as reported' {
        $estimate = $rows[0, 2] | Measure-SoraCost -Provider UniAll -Total
        $first.EstimatedCost[$estimate.Currency] | Should -Be $estimate.Cost
        $second.EstimatedCost.Count | Should -Be 0
    }

    It 'counts what came back from an earlier run apart' {
        $second.Submitted, $second.Returned, $second.Saved | Should -Be 0, 2, 2
    }

    It 'tells what to run next, which runs' {
        $first.NextCommand[0] | Should -Match '^\$rows \| New-SoraVideo .* Save-SoraVideo'
        "$first" | Should -Match 'Next, with the failed rows corrected: \$rows'
        $submitted = 'A pond' | New-SoraVideo -Provider LinkModel -Batch "next-$PID"
        $next = (Get-SoraRun).NextCommand
        $next | Should -Be "Get-SoraTask -Batch next-$PID -Unfinished | Wait-SoraTask | Save-SoraVideo -Path ./videos"
        Push-Location -LiteralPath $work
        try {
            (& ([scriptblock]::Create($next[0]))).Task.Id | Should -Be $submitted.Id
        }
        finally {
            Pop-Location
        }
    }

    It 'proposes to resubmit what failed at the gateway' {
        $bad = Start-SoraEmulator -GenerationTime 0 -Fault @{ Kind = 'CancelledTask'; On = 'Status'; Count = 1 }
        Set-SoraProvider -Name Bad -Dialect Odkkk -BaseUri $bad.BaseUri.Odkkk -ApiKey $bad.ApiKey
        try {
            $prompt = 'A pond'
            $null = $prompt | New-SoraVideo -Provider Bad -Batch "bad-$PID" | Wait-SoraTask -PollIntervalSec 0.1 @silent | Save-SoraVideo -Path $work/bad
            $run = Get-SoraRun
            $run.NextCommand | Should -BeLike '$null = $prompt | New-SoraVideo -Retry Failed -Provider Bad*Save-SoraVideo -Path*'
            $run.Failed, $run.Saved, $run.Skipped | Should -Be 1, 0, 1
            . ([scriptblock]::Create($run.NextCommand[0]))
            (Get-SoraRun).Saved | Should -Be 1
        }
        finally {
            Remove-SoraProvider -Name Bad
            Stop-SoraEmulator -Id $bad.Id
        }
    }

    It 'is no part of the output, and is left out where that is asked for' {
        $all = Invoke-WithoutScreen -Script { 'A lake', 'A boat' | New-SoraVideo -Provider LinkModel 6>&1 }
        $all | Where-Object -FilterScript { $_ -is [SoraPS.SoraTask] } | Should -HaveCount 2
        $told = @($all | Where-Object -FilterScript { $_ -is [System.Management.Automation.InformationRecord] })
        "$($told[-1])" | Should -Match '^SoraPS: 2 rows in .*\n  2 submitted'
        $without = Invoke-WithoutScreen -Script {
            'A lake', 'A boat' | New-SoraVideo -Provider LinkModel -InformationAction Ignore 6>&1
            'A lake' | New-SoraVideo -Provider LinkModel 6>&1
        }
        $without | Should -HaveCount 3
        $without | Should -BeOfType ([SoraPS.SoraTask])
    }

    It 'is not complete where the run was stopped, or could not begin' {
        $null = 'A lake', 'A boat' | New-SoraVideo -Provider LinkModel | Wait-SoraTask | Select-Object -First 1
        (Get-SoraRun).ExitCode | Should -Be 3
        { 'A lake' | New-SoraVideo -Provider Nobody } | Should -Throw
        (Get-SoraRun).IsCompleted | Should -BeFalse
    }
}

Describe 'The exit status of a script' {
    It 'is <Status> by <How> where <What>' -ForEach @(
        foreach ($how in '-File', '-Command') {
            @{ How = $how; Status = 0; What = 'all is well'; Rows = "'A lake', 'A boat'" }
            @{ How = $how; Status = 1; What = 'a row failed'; Rows = "'A lake', ''" }
            @{ How = $how; Status = 3; What = 'the input is wrong'; Rows = '@{ Prompt = 1 }' }
        }
    ) {
        $ended = Invoke-Script -AsFile:($How -eq '-File') -Text "$Rows | New-SoraVideo -Provider LinkModel | Wait-SoraTask |
            Save-SoraVideo -Path '$work/status'
            exit (Get-SoraRun).ExitCode"
        $ended.ExitCode | Should -Be $Status -Because $ended.Output
    }

    It 'is 2 where the outcome of a row is not known, and 3 where there was no run' {
        (Invoke-Script -Text "Stop-SoraEmulator; `$null = Start-SoraEmulator -Use -Fault @{ Kind = 'LostReply'; On = 'Create'; Count = 1 }
            'A lake' | New-SoraVideo -Provider LinkModel; exit (Get-SoraRun).ExitCode").ExitCode | Should -Be 2
        (Invoke-Script -Text 'exit (Get-SoraRun).ExitCode').ExitCode | Should -Be 3
    }
}

Describe 'A run without a terminal' {
    It 'tells now and then how it stands' {
        $ended = Invoke-Script -AsFile -Text "Stop-SoraEmulator; `$null = Start-SoraEmulator -Use -GenerationTime 12
            'A lake', 'A boat' | New-SoraVideo -Provider LinkModel | Wait-SoraTask | Out-Null"
        $ended.Output | Should -Match '\d\d:\d\d:\d\d Waiting for videos: 0 of 2 done, 2 (running|waiting)'
        $ended.Output | Should -Match 'SoraPS: 2 rows in'
    }
}
