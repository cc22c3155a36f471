BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $ledger = Join-Path -Path $work -ChildPath 'ledger.db'
    Set-SoraLedger -Path $ledger

    # What another process needs to go on with this one's work.
    function Get-Prelude($Emulator) {
        @"
            Import-Module -Name '$script:StagedModule'
            `$env:SORAPS_LEDGER = '$ledger'
            `$emulator = @{ ApiKey = '$($Emulator.ApiKey)'; PollIntervalSec = 0.2 }
            Set-SoraProvider -Name LinkModel -BaseUri $($Emulator.BaseUri.LinkModel) @emulator
            Set-SoraProvider -Name OpenAI -BaseUri $($Emulator.BaseUri.OpenAI) @emulator
"@
    }
}

AfterAll {
    Set-SoraLedger -Default
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'Listing tasks' {
    BeforeAll {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
        $null = 'A cat' | New-SoraVideo -Provider LinkModel -Batch spring
        $null = 'A dog' | New-SoraVideo -Provider LinkModel -Batch spring
        $null = 'A cow' | New-SoraVideo -Provider OpenAI -Batch 'spring 2' | Wait-SoraTask
        $null = 'A fox' | New-SoraVideo -Provider OpenAI | Wait-SoraTask | Save-SoraVideo -Path "$work/videos"
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'filters by <Options.Keys>' -ForEach @(
        @{ Options = @{}; Prompts = 'A cat', 'A dog', 'A cow', 'A fox' }
        @{ Options = @{ Batch = 'SPRING' }; Prompts = 'A cat', 'A dog' }
        @{ Options = @{ Batch = 'spring*' }; Prompts = 'A cat', 'A dog', 'A cow' }
        @{ Options = @{ State = 'Succeeded' }; Prompts = 'A cow', 'A fox' }
        @{ Options = @{ State = 'Succeeded', 'Running' }; Prompts = 'A cat', 'A dog', 'A cow', 'A fox' }
        @{ Options = @{ Provider = 'linkmodel' }; Prompts = 'A cat', 'A dog' }
        @{ Options = @{ Unfinished = $true }; Prompts = 'A cat', 'A dog', 'A cow' }
        @{ Options = @{ First = 2 }; Prompts = 'A cat', 'A dog' }
        @{ Options = @{ Skip = 1; First = 2 }; Prompts = 'A dog', 'A cow' }
        @{ Options = @{ Skip = 3 }; Prompts = 'A fox' }
        @{ Options = @{ Since = [datetime]::Now.AddDays(-1) }; Prompts = 'A cat', 'A dog', 'A cow', 'A fox' }
        @{ Options = @{ Since = [datetime]::Now.AddDays(1) }; Prompts = $null }
        @{ Options = @{ Batch = 'none' }; Prompts = $null }
    ) {
        (Get-SoraTask @Options).Prompt | Should -Be $Prompts
    }

    It 'finds one by its request id without asking the gateway' {
        $before = (Get-SoraEmulator).Polls
        $task = Get-SoraTask -Batch 'spring 2'
        Get-SoraTask -RequestId $task.RequestId | Should -Be $task
        { Get-SoraTask -RequestId 'nothing' -ErrorAction Stop } | Should -Throw -ErrorId 'TaskNotFound,*'
        (Get-SoraEmulator).Polls | Should -Be $before
    }

    It 'lets a new process finish what is not finished' {
        $lines = Invoke-InNewProcess -Script @"
            $(Get-Prelude $emulator)
            (Get-SoraTask -Unfinished | Wait-SoraTask | Save-SoraVideo -Path '$work/videos').Task.Prompt | Sort-Object
            @(Get-SoraTask -Unfinished).Count
"@
        $lines | Should -Be 'A cat', 'A cow', 'A dog', '0'
        (Get-SoraEmulator).TasksMade | Should -Be 4
    }
}

Describe 'Waiting for many tasks of a server that lists them' {
    It 'takes fewer requests than there are tasks, and shows them as requests for the list' {
        $emulator = Start-SoraEmulator -Use -GenerationTime 1 -Fault @{ Kind = 'Slow'; On = 'Status'; Delay = 0.5 }
        try {
            $lines = $null
            $ended = 1..60 | ForEach-Object -Process { "A boat, take $_" } | New-SoraVideo -Provider OpenAI |
                Wait-SoraTask -PollIntervalSec 2 -Verbose 4>&1 | ForEach-Object -Process {
                    if ($_ -is [System.Management.Automation.VerboseRecord]) { $lines += @("$_") } else { $_ }
                }
            $ended.State | Should -Be (@('Succeeded') * 60)
            $seen = Get-SoraEmulator -Id $emulator.Id
            $seen.Lists | Should -BeGreaterThan 0
            $seen.Polls + $seen.Lists | Should -BeLessThan 60
            @($lines -match '/openai/v1/videos 200 ').Count | Should -Be $seen.Lists
        }
        finally {
            Stop-SoraEmulator -Id $emulator.Id
        }
    }
}

Describe 'Looking for a task whose answer was lost' {
    BeforeAll {
        function Send-Lost([string[]] $Prompt, [string] $Provider = 'OpenAI') {
            $quietly = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'lost' }
            $null = $Prompt | New-SoraVideo -Provider $Provider @quietly
            $lost.TargetObject.RequestId
        }

        $quietly = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
    }

    AfterEach {
        Stop-SoraEmulator
    }

    It 'takes it up if exactly one fits' {
        $null = Start-SoraEmulator -Use -GenerationTime 0 -Fault @{ Kind = 'LostReply'; On = 'Create'; Count = 1 }
        $requestId = Send-Lost 'Another'
        $null = 'A cow' | New-SoraVideo -Provider OpenAI
        $found = Get-SoraTask -RequestId $requestId
        $found.RequestId | Should -Be $requestId
        $found.Id | Should -BeLike 'video_*'
        ($found | Wait-SoraTask | Save-SoraVideo -Path "$work/found").Task.Prompt | Should -Be 'Another'
        (Get-SoraTask -RequestId $requestId).State | Should -Be 'Succeeded'
        (Get-SoraEmulator).Creates | Should -Be 2
    }

    It 'says so if none fits' {
        $null = Start-SoraEmulator -Use -Fault @{ Kind = 'ErrorBefore'; On = 'Create'; Count = 1 }
        $null = Get-SoraTask -RequestId (Send-Lost 'A cow') @quietly
        $failures.FullyQualifiedErrorId | Should -BeLike 'SubmissionUnknown,*'
        "$failures" | Should -Match 'no task that fits'
    }

    It 'leaves the choice to the user if several fit' {
        $null = Start-SoraEmulator -Use -GenerationTime 0 -Fault @{ Kind = 'LostReply'; On = 'Create' }
        $requestIds = Send-Lost 'A cow', 'A cow'
        Get-SoraTask -RequestId $requestIds @quietly | Should -BeNullOrEmpty
        $failures | Should -HaveCount 2
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'SubmissionUnknown,*'
        [regex]::Matches("$($failures[0])", 'video_\w+') | Should -HaveCount 2
    }

    It 'tells where to look where the gateway has no list' {
        $null = Start-SoraEmulator -Use -Fault @{ Kind = 'LostReply'; On = 'Create' }
        $null = Get-SoraTask -RequestId (Send-Lost 'A cow' LinkModel) @quietly
        $failures.FullyQualifiedErrorId | Should -BeLike 'SubmissionUnknown,*'
        $failures[0].ErrorDetails.RecommendedAction | Should -Match 'console of LinkModel'
    }
}

Describe 'Remove-SoraTask' {
    BeforeAll {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'asks before it removes <What>' -ForEach @(
        @{ What = 'what has not ended'; Batch = 'queued'; Line = { $input } }
        @{ What = 'what is not saved'; Batch = 'unsaved'; Line = { $input | Wait-SoraTask } }
    ) {
        $null = 'A cow' | New-SoraVideo -Provider OpenAI -Batch $Batch | & $Line
        $lines = Invoke-InNewProcess -Script @"
            $(Get-Prelude $emulator)
            try { Get-SoraTask -Batch $Batch | Remove-SoraTask } catch { "asked: `$_" }
            @(Get-SoraTask -Batch $Batch).Count
"@
        $lines[0] | Should -BeLike 'asked:*'
        $lines[1] | Should -Be 1
        Get-SoraTask -Batch $Batch | Remove-SoraTask -Force
        Get-SoraTask -Batch $Batch | Should -BeNullOrEmpty
    }

    It 'deletes at the gateway and leaves the file' {
        $saved = 'A cow' | New-SoraVideo -Provider OpenAI -Batch removed |
            Wait-SoraTask | Save-SoraVideo -Path "$work/removed"
        Get-SoraTask -Batch removed | Remove-SoraTask
        Get-SoraTask -Batch removed | Should -BeNullOrEmpty
        { Get-SoraTask -Id $saved.Task.Id -Provider OpenAI -ErrorAction Stop } | Should -Throw -ErrorId 'TaskNotFound,*'
        $saved.Path | Should -Exist
    }

    It 'removes nothing with -WhatIf' {
        $null = 'A cow' | New-SoraVideo -Provider OpenAI -Batch kept
        Invoke-WithoutScreen -Script { Get-SoraTask -Batch kept | Remove-SoraTask -WhatIf -Force }
        Get-SoraTask -Batch kept | Should -HaveCount 1
    }

    It 'forgets what the gateway cannot delete' {
        $task = 'A cow' | New-SoraVideo -Provider LinkModel -Batch forgotten
        Remove-SoraTask -RequestId $task.RequestId -Force
        Get-SoraTask -Batch forgotten | Should -BeNullOrEmpty
    }
}
