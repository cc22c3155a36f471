BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $ledger = Join-Path -Path $work -ChildPath 'ledger.db'
    Set-SoraLedger -Path $ledger

    # Rows of a CSV, as a user has them.
    function Get-Row([int[]] $Number) {
        $Number | ForEach-Object -Process { [pscustomobject]@{ Name = "row-$_"; Prompt = "Boat $_" } }
    }
}

AfterAll {
    Set-SoraLedger -Default
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'Tasks that a running command holds' {
    It 'are not listed by -Free, and are left to it with a warning' {
        $emulator = Start-SoraEmulator -Use -GenerationTime 60
        try {
            $tasks = Get-Row 1, 2 | New-SoraVideo -Provider LinkModel -Batch held | Sort-Object -Property Name
            (Get-SoraTask -Batch held -Unfinished -Free) | Should -HaveCount 2
            $job = $tasks[0] | Wait-SoraTask -AsJob
            $end = [datetime]::UtcNow.AddSeconds(30)
            do {
                $free = @(Get-SoraTask -Batch held -Unfinished -Free)
            } until ($free.Count -eq 1 -or [datetime]::UtcNow -gt $end)
            $free.Name | Should -Be 'row-2'
            Get-SoraTask -Batch held -Unfinished | Should -HaveCount 2

            $tasks[0] | Wait-SoraTask -WarningVariable told -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            $told | Should -BeLike '1 task was left to other runs that are working on them: this process.*'
            (Get-SoraRun).Held | Should -Be 1
            Get-Row 1 | New-SoraVideo -Provider LinkModel -Batch held -WarningAction SilentlyContinue | Should -BeNullOrEmpty

            $job | Stop-Job -PassThru | Remove-Job
            Get-SoraTask -Batch held -Unfinished -Free | Should -HaveCount 2
            Get-Row 1 | New-SoraVideo -Provider LinkModel -Batch held | Should -HaveCount 1
        }
        finally {
            Stop-SoraEmulator -Id $emulator.Id
        }
    }
}

Describe 'A batch that is run again' {
    BeforeAll {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'costs nothing and gives its tasks back' {
        $first = Get-Row 1, 2, 3 | New-SoraVideo -Provider LinkModel -Batch again
        $before = (Get-SoraEmulator).Creates
        $second = Get-Row 1, 2, 3 | New-SoraVideo -Provider LinkModel -Batch again
        ($second.Id | Sort-Object) | Should -Be ($first.Id | Sort-Object)
        $second.Batch | Select-Object -Unique | Should -Be 'again'
        (Get-SoraEmulator).Creates | Should -Be $before
    }

    It 'sends only what is new when the CSV has grown and changed its order' {
        $null = Get-Row 1, 2, 3 | New-SoraVideo -Provider LinkModel -Batch grown
        $before = (Get-SoraEmulator).Creates
        $tasks = Get-Row 4, 3, 1, 5, 2 | New-SoraVideo -Provider LinkModel -Batch grown
        $tasks | Should -HaveCount 5
        (Get-SoraEmulator).Creates | Should -Be ($before + 2)
    }

    It 'knows rows without a name by what they ask for, and equal ones apart' {
        $prompts = 'A cat', 'A dog', 'A cat'
        $first = $prompts | New-SoraVideo -Provider LinkModel -Batch nameless
        $before = (Get-SoraEmulator).Creates
        $again = 'A dog', 'A cat', 'A cat', 'A cat' | New-SoraVideo -Provider LinkModel -Batch nameless
        ($again.Id | Sort-Object -Unique) | Should -HaveCount 4
        $first.Id | Where-Object -FilterScript { $_ -notin $again.Id } | Should -BeNullOrEmpty
        (Get-SoraEmulator).Creates | Should -Be ($before + 1)
    }

    It 'is another one under another name' {
        $before = (Get-SoraEmulator).Creates
        $null = Get-Row 1 | New-SoraVideo -Provider LinkModel -Batch one
        $null = Get-Row 1 | New-SoraVideo -Provider LinkModel -Batch two
        $null = Get-Row 1 | New-SoraVideo -Provider LinkModel -Batch ONE
        (Get-SoraEmulator).Creates | Should -Be ($before + 2)
    }

    It 'takes the batch from a column' {
        $before = (Get-SoraEmulator).Creates
        foreach ($turn in 1, 2) {
            $task = [pscustomobject]@{ Prompt = 'A boat'; Batch = 'column' } | New-SoraVideo -Provider LinkModel
            $task.Batch | Should -Be 'column'
        }

        (Get-SoraEmulator).Creates | Should -Be ($before + 1)
    }
}

Describe 'A row of which no answer came' {
    BeforeAll {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0 -Fault @{ Kind = 'LostReply'; On = 'Create'; Count = 1 }
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'is reported, and again by the next run, and sent only with -Force' {
        $line = @{ Provider = 'LinkModel'; Batch = 'lost'; ErrorAction = 'SilentlyContinue' }
        Get-Row 1 | New-SoraVideo @line -ErrorVariable lost | Should -BeNullOrEmpty
        $first = Get-Row 2 | New-SoraVideo @line
        $second = Get-Row 1, 2 | New-SoraVideo @line -ErrorVariable still
        (Get-SoraEmulator).Creates | Should -Be 2
        $first.Name, $second.Name | Should -Be 'row-2', 'row-2'
        foreach ($failure in $lost, $still) {
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SubmissionUnknown,*'
            $failure[0].TargetObject.Name | Should -Be 'row-1'
            $failure[0].TargetObject.State | Should -Be 'Unknown'
        }

        $still[0].ErrorDetails.RecommendedAction | Should -Match '-Force'
        $forced = Get-Row 1, 2 | New-SoraVideo @line -Force
        $forced.Name | Sort-Object | Should -Be 'row-1', 'row-2'
        (Get-SoraEmulator).Creates | Should -Be 3
        (Get-SoraEmulator).DuplicateTasks | Should -Be 1
    }
}

Describe 'A row that failed' {
    BeforeAll {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0 -Fault @{ Kind = 'FailedTask'; Count = 1 }
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'is sent once more only with -Retry and its reason' {
        $line = @{ Provider = 'LinkModel'; Batch = 'failed' }
        $ended = Get-Row 1 | New-SoraVideo @line | Wait-SoraTask -ErrorAction SilentlyContinue
        $ended.State | Should -Be 'Failed'
        $again = Get-Row 1 | New-SoraVideo @line -Force
        $again.Id | Should -Be $ended.Id
        (Get-SoraEmulator).Creates | Should -Be 1

        $retried = Get-Row 1 | New-SoraVideo @line -Retry ContentRejected | Wait-SoraTask
        $retried.State | Should -Be 'Succeeded'
        $null = Get-Row 1 | New-SoraVideo @line -Retry ContentRejected
        (Get-SoraEmulator).Creates | Should -Be 2
    }
}

Describe 'Saving what is saved' {
    BeforeAll {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'does not fetch a file again that is there and intact: <_>' -ForEach '', '-NoMetadata' {
        $options = @{ Path = "$work/videos$_"; NoMetadata = [bool]$_ }
        $before = (Get-SoraEmulator).Downloads
        foreach ($turn in 1, 2) {
            $saved = Get-Row 1, 2 | New-SoraVideo -Provider LinkModel -Batch "saved$_" |
                Wait-SoraTask | Save-SoraVideo @options
            $saved | Should -HaveCount 2
        }

        (Get-SoraEmulator).Downloads | Should -Be ($before + 2)
        (Get-ChildItem -LiteralPath $options.Path).Count | Should -Be ($_ ? 2 : 4)
        $known = Get-SoraTask -Batch "saved$_"
        $known.Path | Sort-Object | Should -Be ($saved.Path | Sort-Object)
    }

    It 'keeps a file that was changed, and fetches it again with -Force' {
        $saved = Get-Row 1 | New-SoraVideo -Provider LinkModel -Batch changed |
            Wait-SoraTask | Save-SoraVideo -Path "$work/changed"
        Add-Content -LiteralPath $saved.Path -Value 'x'
        $before = (Get-SoraEmulator).Downloads
        { Get-SoraTask -Batch changed | Save-SoraVideo -Path "$work/changed" -ErrorAction Stop } |
            Should -Throw -ErrorId 'FileExists,*'
        (Get-FileHash -LiteralPath $saved.Path).Hash | Should -Not -Be $saved.Sha256
        $again = Get-SoraTask -Batch changed | Save-SoraVideo -Path "$work/changed" -Force
        $again.Sha256 | Should -Be $saved.Sha256
        (Get-FileHash -LiteralPath $saved.Path).Hash | Should -Be $saved.Sha256
        (Get-SoraEmulator).Downloads | Should -Be ($before + 1)
    }
}
