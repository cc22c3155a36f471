# What the ledger tells an operator: how rows stand, what was spent, what can go.
BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $work -ItemType Directory
    $quiet = @{ ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
}

AfterAll {
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'Rows and their attempts' {
    BeforeEach {
        Set-SoraLedger -Path "$work/$([guid]::NewGuid()).db"
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
    }

    AfterEach {
        Stop-SoraEmulator -Id $emulator.Id
        Set-SoraLedger -Default
    }

    It 'are one task each after a wrong key was mended' {
        Set-SoraProvider -Name Keyed -Dialect LinkModel -BaseUri $emulator.BaseUri.LinkModel -ApiKey 'wrong-key'
        $rows = 'A lake', 'A boat'
        foreach ($round in 1, 2) {
            $null = $rows | New-SoraVideo -Provider Keyed -Batch keyed @quiet
        }

        Get-SoraTask -Batch keyed | Should -BeNullOrEmpty
        Set-SoraProvider -Name Keyed -ApiKey $emulator.ApiKey
        $null = $rows | New-SoraVideo -Provider Keyed -Batch keyed | Wait-SoraTask
        (Get-SoraTask -Batch keyed).State | Should -Be 'Succeeded', 'Succeeded'
        Get-SoraTask -Batch keyed -State Failed | Should -BeNullOrEmpty
        Remove-SoraProvider -Name Keyed
    }

    It 'are one task each after a retry' {
        $null = Start-SoraEmulator -Use -GenerationTime 0 -Fault @{ Kind = 'CancelledTask'; Count = 1 }
        $null = 'A hill' | New-SoraVideo -Provider LinkModel -Batch retried | Wait-SoraTask @quiet
        $null = 'A hill' | New-SoraVideo -Provider LinkModel -Batch retried -Retry Failed @quiet | Wait-SoraTask @quiet
        (Get-SoraTask -Batch retried).State | Should -Be 'Succeeded'
        (Get-SoraTask -Batch retried -AllAttempts).State | Should -Be 'Cancelled', 'Succeeded'
        Stop-SoraEmulator
    }
}

Describe 'Lists' {
    BeforeAll {
        Set-SoraLedger -Path "$work/lists.db"
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
        foreach ($name in 'boat-1', 'boat-2', 'lake') {
            $null = 'A view' | New-SoraVideo -Provider OpenAI -Name $name -Model ($name -eq 'lake' ? 'sora-2-pro' : 'sora-2')
        }
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
        Set-SoraLedger -Default
    }

    It 'filter by <Options.Keys>' -ForEach @(
        @{ Options = @{ Name = 'BOAT*' }; Names = 'boat-1', 'boat-2' }
        @{ Options = @{ Name = 'lake' }; Names = 'lake' }
        @{ Options = @{ Model = 'sora-2' }; Names = 'boat-1', 'boat-2' }
        @{ Options = @{ Model = '*-pro' }; Names = 'lake' }
        @{ Options = @{ Until = [datetime]::Now.AddDays(1) }; Names = 'boat-1', 'boat-2', 'lake' }
        @{ Options = @{ Until = [datetime]::Now.AddDays(-1) }; Names = $null }
        @{ Options = @{ Newest = $true }; Names = 'lake', 'boat-2', 'boat-1' }
        @{ Options = @{ Newest = $true; First = 1 }; Names = 'lake' }
        @{ Options = @{ Newest = $true; Skip = 1; First = 1 }; Names = 'boat-2' }
    ) {
        (Get-SoraTask @Options).Name | Should -Be $Names
    }
}

Describe 'Costs' {
    BeforeAll {
        Set-SoraLedger -Path "$work/costs.db"
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
        $null = 'A', 'B' | New-SoraVideo -Provider LinkModel -Duration 4 -Batch one
        $null = 'C' | New-SoraVideo -Provider UniAll -Batch two
        $null = 'D' | New-SoraVideo -Provider OpenAI -Model unheard-of -Batch two
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
        Set-SoraLedger -Default
    }

    It 'are estimated at submission, with the source' {
        $measured = 'A' | Measure-SoraCost -Provider UniAll
        $task = Get-SoraTask -Provider UniAll
        $task.Estimate, $task.EstimateCurrency, $task.EstimateSource | Should -Be $measured.Cost, 'USD', $measured.Source
        $saved = Invoke-WithoutScreen -ArgumentList $task, "$work/v" -Script {
            param($Task, $Folder) $Task | ConvertTo-Csv | ConvertFrom-Csv | Save-SoraVideo $Folder -WhatIf
        }
        $saved | Should -BeNullOrEmpty
        (Get-SoraTask -Batch two -Provider OpenAI).Estimate | Should -BeNullOrEmpty
    }

    It 'add up by <By>' -ForEach @(
        @{ By = @(); Tasks = 3, 1 }
        @{ By = 'Provider'; Tasks = 2, 1, 1 }
        @{ By = 'Batch'; Tasks = 2, 1, 1 }
        @{ By = 'Day', 'Model'; Tasks = 2, 1, 1 }
    ) {
        $costs = Get-SoraCost -By $By
        $costs.Tasks | Should -Be $Tasks
        [decimal]$sum = ($costs | Where-Object -Property Currency -EQ USD | Measure-Object -Property Cost -Sum).Sum
        $sum | Should -Be ([decimal](Get-SoraTask | Measure-Object -Property Estimate -Sum).Sum)
        $costs.Where({ -not $_.Currency }).Cost | Should -Be $null
    }

    It 'are of the time, the batch and the provider that were asked for' {
        (Get-SoraCost -Batch one).Tasks | Should -Be 2
        (Get-SoraCost -Provider UniAll).Tasks | Should -Be 1
        (Get-SoraCost -By Day).Day | Select-Object -Unique | Should -Be ([System.DateOnly]::FromDateTime([datetime]::Now))
        Get-SoraCost -Until ([datetime]::Now.AddDays(-1)) | Should -BeNullOrEmpty
    }

    It 'are limited over a <_>' -ForEach 'Day', 'Month' {
        $spent = (Get-SoraCost | Where-Object -Property Currency -EQ USD).Cost
        $limit = @{ Per = $_; MaxCost = $spent + 0.1; Provider = 'LinkModel'; Duration = 4 }
        $null = 'E' | New-SoraVideo @limit -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        $limit.MaxCost += 1
        'E' | New-SoraVideo @limit | Should -HaveCount 1
        $limit.Per = 'Command'
        $limit.MaxCost = 0.4
        'F' | New-SoraVideo @limit | Should -HaveCount 1
    }
}

Describe 'What can go' {
    BeforeAll {
        Set-SoraLedger -Path "$work/old.db"
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
        Set-SoraProvider -Name Gone -Dialect LinkModel -BaseUri $emulator.BaseUri.LinkModel -ApiKey $emulator.ApiKey
        $null = 'A lake', 'A boat' | New-SoraVideo -Provider Gone -Batch old
        Remove-SoraProvider -Name Gone
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
        Set-SoraLedger -Default
    }

    It 'is backed up while the ledger is in use' {
        (Backup-SoraLedger "$work/copy.db").FullName | Should -Exist
        { Backup-SoraLedger "$work/copy.db" -ErrorAction Stop } | Should -Throw -ErrorId 'WriteFailed,*'
        { Backup-SoraLedger "$work/no/copy.db" -ErrorAction Stop } | Should -Throw -ErrorId 'WriteFailed,*'
        Set-SoraLedger -Path "$work/copy.db"
        (Get-SoraTask -Batch old).Prompt | Sort-Object | Should -Be 'A boat', 'A lake'
        Set-SoraLedger -Path "$work/old.db"
    }

    It 'are tasks of a removed provider, and old ones' {
        Get-SoraTask -Until ([datetime]::Now.AddDays(-90)) | Remove-SoraTask -LedgerOnly -Confirm:$false
        Get-SoraTask -Batch old | Should -HaveCount 2
        Get-SoraTask -Batch old | Remove-SoraTask -Force -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures | Should -HaveCount 2
        "$($failures[0])" | Should -Match 'was not removed. There is no provider'
        $failures[0].ErrorDetails.RecommendedAction | Should -Match '^-LedgerOnly'
        $polls = (Get-SoraEmulator -Id $emulator.Id).Polls
        Get-SoraTask -Batch old -Until ([datetime]::Now.AddDays(1)) | Remove-SoraTask -LedgerOnly -Force
        Get-SoraTask -Batch old | Should -BeNullOrEmpty
        (Get-SoraEmulator -Id $emulator.Id).Polls | Should -Be $polls
    }
}
