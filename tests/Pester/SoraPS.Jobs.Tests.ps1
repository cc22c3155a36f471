BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $emulator = Start-SoraEmulator -Use -GenerationTime 0.3
    $videos = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory -Path $videos

    # A second gateway of this machine, for what must be slow or faulty. Gives its emulator.
    function Start-Gateway {
        param([string] $Name, [double] $GenerationTime = 0.3, [hashtable[]] $Fault = @())
        $gateway = Start-SoraEmulator -GenerationTime $GenerationTime -Fault $Fault
        Set-SoraProvider -Name $Name -Dialect OpenAI -BaseUri $gateway.BaseUri.OpenAI -ApiKey $gateway.ApiKey
        $gateway
    }

    function Stop-Gateway {
        param([string] $Name, $Gateway)
        Remove-SoraProvider -Name $Name
        Stop-SoraEmulator -Id $Gateway.Id
    }

    # Looks until it is true; fails if that takes very long.
    function Wait-Until {
        param([scriptblock] $Condition)
        $never = [System.Threading.ManualResetEventSlim]::new()
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        while (-not (& $Condition)) {
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 60 -Because "it should come to this: $Condition"
            $null = $never.Wait(20)
        }
    }
}

AfterAll {
    Stop-SoraEmulator
    Remove-Item -LiteralPath $videos -Recurse -ErrorAction Ignore
}

Describe 'A job of -AsJob' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'is there at once, with a child for each row' {
        $gateway = Start-Gateway -Name Slow -Fault @{ Kind = 'Slow'; On = 'Create'; Delay = 600 }
        try {
            $started = [datetime]::Now
            $rows = ConvertFrom-Csv -InputObject 'Name,Prompt', 'lake,A quiet lake', 'boat,A paper boat'
            $job = $rows | New-SoraVideo -Provider Slow -AsJob
            $job.State | Should -Be 'Running'
            $job.PSJobTypeName | Should -Be 'SoraJob'
            $job.Location | Should -Be 'Slow'
            $job.Command | Should -Match '^New-SoraVideo -Provider Slow -AsJob'
            $job.ChildJobs.Name | Should -Be 'lake', 'boat'
            $job.PSBeginTime | Should -BeGreaterOrEqual $started
            $job.PSEndTime | Should -BeNullOrEmpty
            (Get-Job -Id $job.Id).InstanceId | Should -Be $job.InstanceId
            Wait-Until { $job.StatusMessage -eq '0 of 2 done, 2 running' }
            $job.ChildJobs[0].StatusMessage | Should -Be 'Running'
            # The answers take ten minutes.
            ([datetime]::Now - $started).TotalSeconds | Should -BeLessThan 300
        }
        finally {
            Get-Job | Remove-Job -Force
            Stop-Gateway -Name Slow -Gateway $gateway
        }
    }

    It 'does each stage of the line' {
        $tasks = 'A quiet lake', 'A paper boat' | New-SoraVideo -Provider LinkModel -AsJob | Wait-Job | Receive-Job
        $tasks | Should -HaveCount 2
        $ended = $tasks | Wait-SoraTask -AsJob | Receive-Job -Wait
        $ended.State | Should -Be 'Succeeded', 'Succeeded'
        $ended.Id | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
        $job = $ended | Save-SoraVideo -Path $videos -AsJob | Wait-Job
        $job.State | Should -Be 'Completed'
        $job.StatusMessage | Should -Be '2 of 2 done'
        $job.PSEndTime | Should -BeGreaterOrEqual $job.PSBeginTime
        $job.ChildJobs.State | Should -Be 'Completed', 'Completed'
        $job | Receive-Job | Get-Item | Should -HaveCount 2
    }

    It 'keeps its output for -Keep, and gives it once without' {
        $job = 'A quiet lake' | New-SoraVideo -Provider LinkModel -AsJob | Wait-Job
        $job.HasMoreData | Should -BeTrue
        $kept = $job | Receive-Job -Keep
        $job.HasMoreData | Should -BeTrue
        ($job | Receive-Job).Id | Should -Be $kept.Id
        $job.HasMoreData | Should -BeFalse
        $job | Receive-Job | Should -BeNullOrEmpty
    }

    It 'is waited for, received and removed by Receive-Job -Wait -AutoRemoveJob' {
        $job = 'A quiet lake' | New-SoraVideo -Provider LinkModel | Wait-SoraTask -AsJob
        ($job | Receive-Job -Wait -AutoRemoveJob).State | Should -Be 'Succeeded'
        Get-Job | Should -BeNullOrEmpty
    }

    It 'tells its end to Receive-Job -WriteEvents and to StateChanged' {
        $job = 'A quiet lake' | New-SoraVideo -Provider LinkModel | Wait-SoraTask -AsJob
        $null = Register-ObjectEvent -InputObject $job -EventName StateChanged -SourceIdentifier SoraJobState
        try {
            $received = $job | Receive-Job -Wait -WriteEvents
            $received | Where-Object -FilterScript { $_ -is [SoraPS.SoraTask] } | Should -HaveCount 1
            $received.Where({ $_.PSEventObject -and $_.PSSourceJobInstanceId -eq $job.InstanceId }).JobStateInfo.State |
                Should -Be 'Completed'
            $told = Wait-Event -SourceIdentifier SoraJobState -Timeout 20
            $told.SourceEventArgs.JobStateInfo.State | Should -Be 'Completed'
        }
        finally {
            Unregister-Event -SourceIdentifier SoraJobState
            Remove-Event -SourceIdentifier SoraJobState -ErrorAction Ignore
        }
    }

    It 'can be the first of several for Wait-Job -Any' {
        $gateway = Start-Gateway -Name Slow -GenerationTime 600
        try {
            $slow = 'A quiet lake' | New-SoraVideo -Provider Slow | Wait-SoraTask -AsJob
            $fast = 'A paper boat' | New-SoraVideo -Provider LinkModel | Wait-SoraTask -AsJob
            (Wait-Job -Job $slow, $fast -Any).Id | Should -Be $fast.Id
            $slow.State | Should -Be 'Running'
        }
        finally {
            Get-Job | Remove-Job -Force
            Stop-Gateway -Name Slow -Gateway $gateway
        }
    }

    It 'ends Failed with the error in the Error stream and all output still there, if a task failed' {
        $gateway = Start-Gateway -Name Faulty -Fault @{ Kind = 'FailedTask'; On = 'Status'; Count = 1 }
        try {
            $tasks = 'A quiet lake', 'A paper boat' | New-SoraVideo -Provider Faulty
            $job = $tasks | Wait-SoraTask -PollIntervalSec 0.1 -AsJob | Wait-Job
            $job.State | Should -Be 'Failed'
            $job.ChildJobs.State | Sort-Object | Should -Be 'Completed', 'Failed'
            $failed = $job.ChildJobs.Where({ $_.State -eq 'Failed' })[0]
            $failed.Error[0].FullyQualifiedErrorId | Should -BeLike 'ContentRejected*'
            $received = $job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable failures
            $received.State | Sort-Object | Should -Be 'Succeeded', 'Failed'
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'ContentRejected*'
            $failures[0].TargetObject.Id | Should -BeIn $tasks.Id
        }
        finally {
            Stop-Gateway -Name Faulty -Gateway $gateway
        }
    }

    It 'tells what came of it, as the end of a run does' {
        $rows = ConvertFrom-Csv -InputObject 'Name,Prompt,Duration', 'lake,A lake,8', 'boat,A boat,7', 'fox,A fox,8'
        $before = Get-SoraRun
        $job = $rows | New-SoraVideo -Provider LinkModel -Batch "job-$PID" -AsJob -InformationAction Continue -ErrorAction SilentlyContinue
        $told = @($job | Receive-Job -Wait -InformationAction SilentlyContinue 6>&1)
        $job.Run.Rows, $job.Run.Submitted, $job.Run.Failed, $job.Run.ExitCode | Should -Be 3, 2, 1, 1
        $job.Run.FailedBy['InvalidRequest'] | Should -Be 1
        $job.Run.NextCommand[0] | Should -BeLike '$job = $rows | New-SoraVideo * -AsJob*'
        "$($told.Where({ $_ -is [System.Management.Automation.InformationRecord] }))" | Should -Be "$($job.Run)"
        $told[-1] | Should -BeOfType ([System.Management.Automation.InformationRecord])
        "$(Get-SoraRun)" | Should -Be "$before"

        $wait = Get-SoraTask -Batch "job-$PID" | Wait-SoraTask -AsJob
        $null = $wait | Receive-Job -Wait
        $wait.Run.Rows, $wait.Run.ExitCode, $wait.Run.IsCompleted | Should -Be 2, 0, $true
        $wait.Information | Should -BeNullOrEmpty
    }

    It 'has no result before its end, and an incomplete one if it was stopped' {
        $gateway = Start-Gateway -Name Slow -GenerationTime 600
        try {
            $job = 'A quiet lake', 'A paper boat' | New-SoraVideo -Provider Slow | Wait-SoraTask -AsJob
            $job.Run | Should -BeNullOrEmpty
            $job | Stop-Job
            $job.Run.ExitCode, $job.Run.IsCompleted | Should -Be 3, $false
        }
        finally {
            Get-Job | Remove-Job -Force
            Stop-Gateway -Name Slow -Gateway $gateway
        }
    }

    It 'has warnings and verbose lines in the child that they are about' {
        $gateway = Start-Gateway -Name Slow -GenerationTime 600
        try {
            $tasks = 'A quiet lake', 'A paper boat' | New-SoraVideo -Provider Slow
            $VerbosePreference = 'Continue'
            $job = $tasks | Save-SoraVideo -Path $videos -AsJob 4> $null | Wait-Job
            $job.Warning | Should -BeNullOrEmpty
            $job.ChildJobs | ForEach-Object -Process { $_.Warning | Should -HaveCount 1 }
            "$($job.ChildJobs[1].Warning)" | Should -Match $tasks[1].Id
            $wait = $tasks[0] | Wait-SoraTask -PollIntervalSec 0.05 -AsJob
            Wait-Until { $wait.ChildJobs[0].Verbose.Count -gt 0 }
            "$($wait.ChildJobs[0].Verbose)" | Should -Match $tasks[0].Id
        }
        finally {
            Get-Job | Remove-Job -Force
            Stop-Gateway -Name Slow -Gateway $gateway
        }
    }

    It 'ends with the first task for -Any, and leaves the others' {
        $gateway = Start-Gateway -Name Slow -GenerationTime 600
        try {
            $slow = 'A quiet lake' | New-SoraVideo -Provider Slow
            $fast = 'A paper boat' | New-SoraVideo -Provider LinkModel
            $job = $slow, $fast | Wait-SoraTask -Any -AsJob | Wait-Job
            $job.State | Should -Be 'Completed'
            $job.ChildJobs.State | Should -Be 'Stopped', 'Completed'
            ($job | Receive-Job).Id | Should -Be $fast.Id
        }
        finally {
            Stop-Gateway -Name Slow -Gateway $gateway
        }
    }

    It 'has nothing to do without input, and is not made with -WhatIf' {
        $job = @() | Wait-SoraTask -AsJob | Wait-Job
        $job.State | Should -Be 'Completed'
        $job.HasMoreData | Should -BeFalse
        $before = (Get-SoraEmulator -Id $emulator.Id).Creates
        Invoke-WithoutScreen -Script { 'A quiet lake' | New-SoraVideo -Provider LinkModel -AsJob -WhatIf } | Should -BeNullOrEmpty
        Get-Job | Should -HaveCount 1
        (Get-SoraEmulator -Id $emulator.Id).Creates | Should -Be $before
    }
}

Describe 'Stopping a job' {
    BeforeAll {
        $gateway = Start-Gateway -Name Slow -GenerationTime 600
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    AfterAll {
        Stop-Gateway -Name Slow -Gateway $gateway
    }

    It 'takes no time and leaves tasks that can be waited for again' {
        $tasks = 'A quiet lake', 'A paper boat' | New-SoraVideo -Provider Slow
        $job = $tasks | Wait-SoraTask -PollIntervalSec 0.1 -AsJob
        $polls = (Get-SoraEmulator -Id $gateway.Id).Polls
        Wait-Until { (Get-SoraEmulator -Id $gateway.Id).Polls -gt $polls }
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $job | Stop-Job

        # It takes less than a second, on a busy machine some more; the tasks take ten minutes.
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        $job.State | Should -Be 'Stopped'
        $job.ChildJobs.State | Should -Be 'Stopped', 'Stopped'
        $job | Receive-Job -ErrorVariable failures | Should -BeNullOrEmpty
        $failures | Should -BeNullOrEmpty
        ($tasks | Get-SoraTask).State | Should -BeIn 'Queued', 'Running'
    }

    It 'leaves a row that is on its way to the background, and sends nothing more' {
        $stalled = Start-Gateway -Name Stalled -Fault @{ Kind = 'Slow'; On = 'Create'; Delay = 600 }
        try {
            $boats = 1..4 | ForEach-Object -Process { "Boat $_" }
            $job = $boats | New-SoraVideo -Provider Stalled -Batch stalled -ThrottleLimit 1 -AsJob
            Wait-Until { (Get-SoraEmulator -Id $stalled.Id).Creates -eq 1 }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $job | Stop-Job

            # It takes a second, on a busy machine some more; an answer is waited for a minute.
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
            $job.State | Should -Be 'Stopped'
            $job.ChildJobs.State | Should -Be 'Stopped', 'Stopped', 'Stopped', 'Stopped'
            (Get-SoraTask -Batch stalled).State | Should -Be 'Submitting'
            (Get-SoraEmulator -Id $stalled.Id).Creates | Should -Be 1
        }
        finally {
            Stop-Gateway -Name Stalled -Gateway $stalled
        }

        # Its answer is lost now.
        Wait-Until { (Get-SoraTask -Batch stalled).State -eq 'Unknown' }
    }

    It 'happens with Remove-Job -Force' {
        $job = 'A quiet lake' | New-SoraVideo -Provider Slow | Wait-SoraTask -AsJob
        { $job | Remove-Job -ErrorAction Stop } | Should -Throw
        $job | Remove-Job -Force
        $job.State | Should -Be 'Stopped'
        Get-Job | Should -BeNullOrEmpty
    }

    It 'is not offered for one child' {
        $job = 'A quiet lake' | New-SoraVideo -Provider Slow | Wait-SoraTask -AsJob
        { $job.ChildJobs[0] | Stop-Job } | Should -Throw -ExpectedMessage '*Stop the job that it belongs to*'
        $job.State | Should -Be 'Running'
    }

    It 'happens when the module is removed' {
        $lines = Invoke-InNewProcess -Script @"
            Import-Module -Name '$script:StagedModule'
            `$null = Start-SoraEmulator -Use -GenerationTime 600
            `$job = 'A quiet lake' | New-SoraVideo -Provider LinkModel | Wait-SoraTask -AsJob
            "`$(`$job.State)"
            Remove-Module -Name SoraPS
            "`$(`$job.State)"
"@
        $lines | Should -Be 'Running', 'Stopped'
    }
}

Describe 'What goes wrong with jobs elsewhere' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'ends Failed, not Completed, when the last thing it does fails' {
        $ended = 'A quiet lake' | New-SoraVideo -Provider LinkModel | Wait-SoraTask
        $folder = New-Item -ItemType Directory -Path "$videos/gone"
        $job = & {
            $ended
            # The folder was good when the command began; now it is none.
            Remove-Item -LiteralPath $folder
            $null = New-Item -ItemType File -Path $folder
        } | Save-SoraVideo -Path $folder -AsJob | Wait-Job
        $job.State | Should -Be 'Failed'
        $job.ChildJobs[0].Error[0].FullyQualifiedErrorId | Should -BeLike 'WriteFailed*'
        { $job | Receive-Job -ErrorAction Stop } | Should -Throw
    }

    It 'gives its output to Wait-Job | Receive-Job' {
        1..5 | ForEach-Object -Process {
            'A quiet lake' | New-SoraVideo -Provider LinkModel -AsJob | Wait-Job | Receive-Job | Should -HaveCount 1
        }
    }

    It 'knows the location, the drives and the variables of the session that made it' {
        $null = New-PSDrive -Name Clips -PSProvider FileSystem -Root $videos
        $ended = 'A quiet lake', 'A paper boat' | New-SoraVideo -Provider LinkModel | Wait-SoraTask
        Push-Location -LiteralPath $videos
        try {
            $relative = $ended[0] | Save-SoraVideo -Path ./relative -AsJob
        }
        finally {
            Pop-Location
        }

        $onDrive = $ended[1] | Save-SoraVideo -Path Clips:/on-drive -AsJob
        Remove-PSDrive -Name Clips
        ($relative | Receive-Job -Wait).Path | Should -BeLike (Join-Path -Path $videos -ChildPath relative/*)
        ($onDrive | Receive-Job -Wait).Path | Should -BeLike (Join-Path -Path $videos -ChildPath on-drive/*)
    }

    It 'never stays Running' {
        $tasks = 1..30 | ForEach-Object -Process { "Boat $_" } | New-SoraVideo -Provider LinkModel
        $jobs = @(
            $tasks | ForEach-Object -Process { $_ | Wait-SoraTask -AsJob }
            $tasks | ForEach-Object -Process { $_ | Save-SoraVideo -Path $videos -AsJob }
            [pscustomobject]@{ Id = 'no-such-task'; Provider = 'LinkModel' } | Save-SoraVideo -Path $videos -AsJob
            [pscustomobject]@{ Id = 'no-such-task'; Provider = 'LinkModel' } | Wait-SoraTask -TimeoutSec 0.2 -AsJob
        )
        $null = $jobs | Wait-Job -Timeout 60
        $jobs.Where({ $_.State -eq 'Running' }).Command | Should -BeNullOrEmpty
        $jobs[-2..-1].State | Should -Be 'Failed', 'Failed'
        $jobs.ChildJobs.State | Should -Not -Contain 'Running'
    }

    It 'refuses what cannot work at once, before there is a job' {
        { 'x' | New-SoraVideo -Provider Nobody -AsJob } | Should -Throw -ErrorId 'ProviderNotChosen,*'
        $file = New-Item -ItemType File -Path "$videos/file.txt" -Force
        { @() | Save-SoraVideo -Path "$($file.FullName)/below" -AsJob } | Should -Throw -ErrorId 'WriteFailed,*'
        Get-Job | Should -BeNullOrEmpty

        $rows = [pscustomobject]@{ Prompt = 'good' }, [pscustomobject]@{ Prompt = 'bad'; Duration = 7 }
        $job = $rows | New-SoraVideo -Provider LinkModel -AsJob -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $failures[0].TargetObject.Prompt | Should -Be 'bad'
        $job.ChildJobs | Should -HaveCount 1

        $foreign = [pscustomobject]@{ Id = 'x'; Provider = 'Nobody' }
        $none = $foreign | Wait-SoraTask -AsJob -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ProviderNotChosen,*'
        $none.ChildJobs | Should -BeNullOrEmpty
    }
}

Describe 'Other kinds of jobs' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'runs in Start-ThreadJob, which knows the providers of the session' {
        $saved = Start-ThreadJob -ArgumentList $script:StagedModule, $videos -ScriptBlock {
            param($Module, $Folder)
            Import-Module -Name $Module
            'A quiet lake' | New-SoraVideo -Provider LinkModel | Wait-SoraTask | Save-SoraVideo -Path $Folder
        } | Receive-Job -Wait
        $saved | Should -BeOfType ([SoraPS.SoraVideo])
    }

    It 'ends at once when a thread job is stopped' {
        $gateway = Start-Gateway -Name Slow -GenerationTime 600
        try {
            $job = Start-ThreadJob -ArgumentList $script:StagedModule -ScriptBlock {
                param($Module)
                Import-Module -Name $Module
                'A quiet lake' | New-SoraVideo -Provider Slow | Wait-SoraTask -PollIntervalSec 0.1
            }
            Wait-Until { (Get-SoraEmulator -Id $gateway.Id).Polls -gt 0 }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $job | Stop-Job

            # It takes less than a second, on a busy machine some more; the task takes ten minutes.
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        }
        finally {
            Stop-Gateway -Name Slow -Gateway $gateway
        }
    }

    It 'runs in Start-Job, another process, whose tasks this one goes on with' {
        $arguments = $script:StagedModule, "$($emulator.BaseUri.LinkModel)", $emulator.ApiKey, $videos
        $job = Start-Job -ArgumentList $arguments -ScriptBlock {
            param($Module, $BaseUri, $ApiKey, $Folder)
            $env:SORAPS_LEDGER = "$Folder/ledger.db"
            Import-Module -Name $Module
            Set-SoraProvider -Name LinkModel -BaseUri $BaseUri -ApiKey $ApiKey
            'A quiet lake' | New-SoraVideo -Provider LinkModel
        }
        $saved = $job | Receive-Job -Wait | Wait-SoraTask | Save-SoraVideo -Path $videos
        $saved | Should -HaveCount 1
        $saved.Task.State | Should -Be 'Succeeded'
    }

    It 'runs in ForEach-Object -Parallel' {
        $tasks = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module -Name $using:StagedModule
            "Boat $_" | New-SoraVideo -Provider LinkModel | Wait-SoraTask
        }
        $tasks.State | Should -Be (, 'Succeeded' * 4)
    }
}
