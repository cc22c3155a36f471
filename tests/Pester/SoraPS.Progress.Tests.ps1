BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $null = Start-SoraEmulator -Use -GenerationTime 1.5
    $videos = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"

    # Runs a script in a runspace of its own. Gives the shell, whose streams hold what a user would have seen.
    function Invoke-Shell {
        param([string] $Script)
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module -Name '$script:StagedModule'; $Script")
        $null = $shell.Invoke()
        $shell
    }

    # Every bar that was shown was also taken away, and shown no more after that.
    function Assert-Completed {
        param($Records)
        $Records | Should -Not -BeNullOrEmpty
        foreach ($bar in $Records | Group-Object -Property ActivityId) {
            $bar.Group[-1].RecordType | Should -Be 'Completed' -Because $bar.Group[-1]
            $bar.Group[0..($bar.Count - 2)].RecordType | Should -Not -Contain 'Completed'
        }
    }

    $line = "1..6 | ForEach-Object -Process { [pscustomobject]@{ Name = `"boat-`$_`"; Prompt = `"Boat `$_`" } } |
        New-SoraVideo -Provider UniAll | Wait-SoraTask | Save-SoraVideo -Path '$videos' -Force"
    $impatient = $line.Replace('Wait-SoraTask', 'Wait-SoraTask -PollIntervalSec 0.05')
}

AfterAll {
    Stop-SoraEmulator
    Remove-Item -LiteralPath $videos -Recurse -ErrorAction Ignore
}

Describe 'Progress of a pipeline' {
    BeforeAll {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $shell = Invoke-Shell -Script $line
        $seconds = $watch.Elapsed.TotalSeconds
        $records = $shell.Streams.Progress.ReadAll()
        $whole = $records.Where({ $_.ParentActivityId -eq -1 })
        $children = $records.Where({ $_.ParentActivityId -ne -1 })
    }

    AfterAll {
        $shell.Dispose()
    }

    It 'has one bar for the batch, and below it one for each task that is moving' {
        $whole.Activity | Select-Object -Unique | Should -Be 'Waiting for videos'
        $whole.ActivityId | Select-Object -Unique | Should -HaveCount 1
        $children.ParentActivityId | Select-Object -Unique | Should -Be $whole[0].ActivityId
        $children.Activity | Should -BeLike 'boat-?'
        $children.StatusDescription[0] | Should -Match '^Running, \d+ %$'
    }

    It 'counts, and tells the time left' {
        $whole.StatusDescription | Should -Contain '0 of 6 done, 6 running'
        $percents = $whole.PercentComplete.Where({ $_ -ge 0 })
        $percents | Should -Be ($percents | Sort-Object)
        $whole.SecondsRemaining | Where-Object -FilterScript { $_ -gt 0 } | Should -Not -BeNullOrEmpty
        $whole.SecondsRemaining | Should -BeLessThan 10
    }

    It 'shows no more children than there is room for' {
        $now = @{}
        foreach ($record in $children) {
            $now[$record.ActivityId] = $record.RecordType -eq 'Processing'
            $now.Values.Where({ $_ }).Count | Should -BeLessOrEqual 4
        }
    }

    It 'is drawn at most five times a second' {
        $records | Group-Object -Property ActivityId | ForEach-Object -Process {
            $_.Count | Should -BeLessOrEqual (5 * $seconds + 2)
        }
    }

    It 'ends with Completed' {
        Assert-Completed -Records $records
    }
}

Describe 'Progress' {
    It 'has bars of their own for submitting and saving' {
        $slow = Start-SoraEmulator -GenerationTime 0 -Fault @(
            @{ Kind = 'Slow'; On = 'Create'; Delay = 1 }
            @{ Kind = 'Slow'; On = 'Download'; Delay = 1 }
        )
        Set-SoraProvider -Name Slow -Dialect OpenAI -BaseUri $slow.BaseUri.OpenAI -ApiKey $slow.ApiKey
        try {
            $shell = Invoke-Shell -Script $impatient.Replace('UniAll', 'Slow')
            $records = $shell.Streams.Progress.ReadAll()
            $whole = $records.Where({ $_.ParentActivityId -eq -1 })
            $whole.Activity | Select-Object -Unique | Should -Be 'Submitting videos', 'Saving videos'
            $whole.ActivityId | Select-Object -Unique | Should -HaveCount 2
            Assert-Completed -Records $records
        }
        finally {
            $shell.Dispose()
            Remove-SoraProvider -Name Slow
            Stop-SoraEmulator -Id $slow.Id
        }
    }

    It 'shows nothing of work that ends at once' {
        $quick = Start-SoraEmulator -GenerationTime 0
        Set-SoraProvider -Name Quick -Dialect LinkModel -BaseUri $quick.BaseUri.LinkModel -ApiKey $quick.ApiKey
        try {
            $shell = Invoke-Shell -Script $impatient.Replace('UniAll', 'Quick')
            $shell.Streams.Progress | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
            Remove-SoraProvider -Name Quick
            Stop-SoraEmulator -Id $quick.Id
        }
    }

    It 'is hidden by <Hidden> and shown by <Shown>' -ForEach @(
        @{ Hidden = '$ProgressPreference = "SilentlyContinue";'; Shown = '$ProgressPreference = "Continue";' }
        @{ Hidden = '$PSDefaultParameterValues["*-Sora*:ProgressAction"] = "Ignore";'
            Shown = '$ProgressPreference = "Ignore"; $PSDefaultParameterValues["*-Sora*:ProgressAction"] = "Continue";'
        }
    ) {
        (Invoke-Shell -Script "$Hidden $line").Streams.Progress | Should -BeNullOrEmpty
        (Invoke-Shell -Script "$Shown $line").Streams.Progress | Should -Not -BeNullOrEmpty
    }

    It 'shows that a request is sent again, of rows and of commands without rows' {
        $busy = Start-SoraEmulator -GenerationTime 0 -Fault @{ Kind = 'RateLimited'; On = 'Create'; Count = 1; RetryAfter = 2 }
        Set-SoraProvider -Name Busy -Dialect LinkModel -BaseUri $busy.BaseUri.LinkModel -ApiKey $busy.ApiKey
        Set-SoraProvider -Name Proxied -Dialect OpenAI -BaseUri 'https://gateway.example/v1' -ApiKey key -Proxy 'http://127.0.0.1:9'
        try {
            foreach ($command in '"A boat" | New-SoraVideo -Provider Busy', 'Test-SoraProvider -Name Proxied -WarningAction Ignore') {
                $shell = Invoke-Shell -Script $command
                $records = $shell.Streams.Progress.ReadAll()
                $records.StatusDescription -match '(?i)retrying, \d s' | Should -Not -BeNullOrEmpty -Because $command
                Assert-Completed -Records $records
                $shell.Dispose()
            }
        }
        finally {
            Remove-SoraProvider -Name Busy, Proxied
            Stop-SoraEmulator -Id $busy.Id
        }
    }

    It 'is hidden by -ProgressAction on the command' {
        $command = "'A quiet lake' | New-SoraVideo -Provider UniAll | Wait-SoraTask -ProgressAction"
        (Invoke-Shell -Script "$command SilentlyContinue").Streams.Progress | Should -BeNullOrEmpty
        (Invoke-Shell -Script "$command Continue").Streams.Progress | Should -Not -BeNullOrEmpty
    }

    It 'ends with Completed after <Name>' -ForEach @(
        @{ Name = 'Select-Object -First'; Tail = '| Select-Object -First 1' }
        @{ Name = 'an error downstream'; Tail = '| ForEach-Object -Process { throw "no" }' }
    ) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module -Name '$script:StagedModule'
            1..3 | ForEach-Object -Process { `"Boat `$_`" } | New-SoraVideo -Provider UniAll | Wait-SoraTask $Tail")
        try {
            $null = $shell.Invoke()
        }
        catch {
            "$_" | Should -Match 'no'
        }

        Assert-Completed -Records $shell.Streams.Progress.ReadAll()
    }

    It 'ends with Completed after a stop' {
        $slow = Start-SoraEmulator -GenerationTime 600
        Set-SoraProvider -Name Slow -Dialect OpenAI -BaseUri $slow.BaseUri.OpenAI -ApiKey $slow.ApiKey
        $shell = [powershell]::Create()
        try {
            $task = 'A boat' | New-SoraVideo -Provider Slow
            $null = $shell.AddScript("Import-Module -Name '$script:StagedModule'
                Wait-SoraTask -Id $($task.Id) -Provider Slow -PollIntervalSec 0.1")
            $running = $shell.BeginInvoke()
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            while ($shell.Streams.Progress.Count -eq 0 -and $watch.Elapsed.TotalSeconds -lt 60) {
                $null = $running.AsyncWaitHandle.WaitOne(20)
            }

            $shell.Stop()
            Assert-Completed -Records $shell.Streams.Progress.ReadAll()
        }
        finally {
            $shell.Dispose()
            Remove-SoraProvider -Name Slow
            Stop-SoraEmulator -Id $slow.Id
        }
    }

    It 'lets nothing in a name steer the terminal' {
        $shell = Invoke-Shell -Script $line.Replace('boat-', 'boat`e[2J`n')
        $records = $shell.Streams.Progress.ReadAll()
        $records.Activity -match '^boat \[2J \d+$' | Should -Not -BeNullOrEmpty
        $records.Activity -match '[\x00-\x1f]' | Should -BeNullOrEmpty
    }

    It 'goes from a thread job to the session that receives it' {
        $job = Start-ThreadJob -ScriptBlock ([scriptblock]::Create("Import-Module -Name '$script:StagedModule'; $line"))
        $null = $job | Wait-Job
        Assert-Completed -Records $job.Progress.ReadAll()
        $job | Remove-Job
    }
}

Describe 'Progress of a job' {
    It 'is in the streams of the job and its children, and does not grow while nothing changes' {
        $tasks = 1..2 | ForEach-Object -Process { "Boat $_" } | New-SoraVideo -Provider UniAll
        $job = $tasks | Wait-SoraTask -AsJob | Wait-Job
        try {
            Assert-Completed -Records $job.Progress
            $job.Progress[0].Activity | Should -Be 'Waiting for videos'
            foreach ($child in $job.ChildJobs) {
                Assert-Completed -Records $child.Progress
                $child.Progress.ParentActivityId | Select-Object -Unique | Should -Be $job.Progress[0].ActivityId
            }
        }
        finally {
            $job | Remove-Job
        }
    }

    It 'is left out where progress is hidden' {
        $ProgressPreference = 'SilentlyContinue'
        $job = 'A quiet lake' | New-SoraVideo -Provider UniAll | Wait-SoraTask -AsJob | Wait-Job
        $job.Progress | Should -BeNullOrEmpty
        $job.ChildJobs[0].Progress | Should -BeNullOrEmpty
        $job | Remove-Job
    }
}

Describe 'With progress hidden' {
    It 'tells each change of state once for -Verbose' {
        $task = 'A quiet lake' | New-SoraVideo -Provider UniAll
        $lines = $task | Wait-SoraTask -ProgressAction Ignore -Verbose 4>&1 |
            Where-Object -FilterScript { $_ -is [System.Management.Automation.VerboseRecord] -and "$_" -match '->' }
        "$($lines[-1])" | Should -Match 'Running -> Succeeded'
        $lines | Select-Object -Unique | Should -HaveCount $lines.Count
        $lines.Count | Should -BeLessOrEqual 2
    }
}
