BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory -Path "$work/videos", "$work/others"
    $csv = "$work/prompts.csv"

    # Starts a PowerShell of its own that runs the line; what it gives stands in a file.
    function Start-Line([string] $Ledger, [object] $Emulator, [string] $Videos) {
        $script = @"
            Import-Module -Name '$script:StagedModule'
            `$emulator = @{ BaseUri = '$($Emulator.BaseUri.OpenAI)'; ApiKey = '$($Emulator.ApiKey)'; PollIntervalSec = 0.1 }
            Set-SoraProvider -Name OpenAI @emulator
            `$quietly = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'lost'; WarningAction = 'SilentlyContinue' }
            `$saved = Import-Csv -LiteralPath '$csv' |
                New-SoraVideo -Provider OpenAI -Batch spring -ThrottleLimit 2 @quietly |
                Wait-SoraTask |
                Save-SoraVideo -Path '$Videos'
            @{
                Saved = @(`$saved.Task.Name)
                Unknown = @(`$lost.Where({ `$_.FullyQualifiedErrorId -like 'SubmissionUnknown,*' }).TargetObject.Name)
                Errors = @(`$Error.ForEach({ "`$_" }))
            } | ConvertTo-Json
"@
        $encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($script))
        $start = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
        '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', $encoded |
            ForEach-Object -Process { $start.ArgumentList.Add($_) }
        $start.Environment['SORAPS_LEDGER'] = $Ledger
        $start.RedirectStandardOutput = $true
        [System.Diagnostics.Process]::Start($start)
    }

    function Set-Row([int] $Count) {
        1..$Count |
            ForEach-Object -Process { [pscustomobject]@{ Name = "row-$_"; Prompt = "Boat $_" } } |
            Export-Csv -LiteralPath $csv
    }
}

AfterAll {
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'The line in a PowerShell that is killed' {
    It 'ends with one file or one Unknown for each row when it is run again' {
        Set-Row 24
        $seed = Get-Random
        $random = [System.Random]::new($seed)
        $emulator = Start-SoraEmulator -GenerationTime 0.3 -Seed $seed -Fault @(
            @{ Kind = 'LostReply'; On = 'Create'; Rate = 0.05 }
            @{ Kind = 'ErrorAfter'; On = 'Create'; Rate = 0.05 }
            @{ Kind = 'Slow'; On = 'Create'; Delay = 0.05 }
            @{ Kind = 'TruncatedDownload'; Rate = 0.2 }
        )
        try {
            $kills = 0
            while ($true) {
                $process = Start-Line -Ledger "$work/killed.db" -Emulator $emulator -Videos "$work/videos"
                $reading = $process.StandardOutput.ReadToEndAsync()
                if ($kills -ge 4) {
                    Wait-Exit $process
                    break
                }

                # Counted in requests, so that it falls into the run on any machine.
                $seen = Get-SoraEmulator -Id $emulator.Id
                $goal = $seen.Creates + $seen.Downloads + $random.Next(3, 12)
                do {
                    $ended = $process.WaitForExit(5)
                    $seen = Get-SoraEmulator -Id $emulator.Id
                } until ($ended -or $seen.Creates + $seen.Downloads -ge $goal)
                if ($ended) {
                    break
                }

                $process.Kill()
                Wait-Exit $process
                $kills++
            }

            $told = $reading.Result | ConvertFrom-Json
            $because = "seed $seed, $kills kills; errors: $($told.Errors -join '; ')"
            $kills | Should -BeGreaterOrEqual 3 -Because $because
            $rows = (Import-Csv -LiteralPath $csv).Name | Sort-Object
            @($told.Saved) + @($told.Unknown) | Sort-Object | Should -Be $rows -Because $because
            $told.Errors.Count | Should -Be $told.Unknown.Count -Because $because
            $files = Get-ChildItem -LiteralPath "$work/videos"
            $files.Where({ $_.Extension -eq '.mp4' }).BaseName | Sort-Object | Should -Be ($told.Saved | Sort-Object)
            $files.Where({ $_.Name -like '*.part*' }) | Should -BeNullOrEmpty
            Get-ChildItem -LiteralPath "$work/videos" -Filter *.mp4 | ForEach-Object -Process {
                $beside = Get-Content -Raw -LiteralPath "$($_.FullName).json" | ConvertFrom-Json
                (Get-FileHash -LiteralPath $_.FullName).Hash | Should -Be $beside.sha256
            }

            $seen = Get-SoraEmulator -Id $emulator.Id
            $seen.DuplicateTasks | Should -Be 0
            $seen.TasksMade | Should -BeLessOrEqual 24
        }
        finally {
            Stop-SoraEmulator -Id $emulator.Id
        }
    }
}

Describe 'The same line in two PowerShells at once' {
    It 'shares the rows: each is submitted and fetched once, by one of them' {
        Set-Row 40
        $emulator = Start-SoraEmulator -GenerationTime 0.3
        try {
            $processes = "$work/videos2", "$work/others" | ForEach-Object -Process {
                Start-Line -Ledger "$work/shared.db" -Emulator $emulator -Videos $_
            }
            $outputs = $processes.ForEach({ $_.StandardOutput.ReadToEndAsync() })
            $told = $outputs.Result | ConvertFrom-Json
            $told.Errors | Should -BeNullOrEmpty
            $told.Saved | Sort-Object | Should -Be ((Import-Csv -LiteralPath $csv).Name | Sort-Object)
            $told.ForEach({ $_.Saved.Count }) | Should -Not -Contain 0

            $seen = Get-SoraEmulator -Id $emulator.Id
            $seen.Creates | Should -Be 40
            $seen.Downloads | Should -Be 40
            $seen.DuplicateTasks | Should -Be 0
        }
        finally {
            Stop-SoraEmulator -Id $emulator.Id
        }
    }
}
