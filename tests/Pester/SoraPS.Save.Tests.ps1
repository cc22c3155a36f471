BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
}

AfterAll {
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'A gateway that calls a task done before it tells where the video is: <_>' -ForEach 'LinkModel', 'Odkkk' {
    AfterEach {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'is asked until it does' {
        $faults = @{ Kind = 'DoneAtCreate' }, @{ Kind = 'LateLink'; Count = 2 }
        $emulator = Start-SoraEmulator -Use -GenerationTime 0 -Fault $faults
        $task = 'A quiet lake' | New-SoraVideo -Provider $_
        $task.State | Should -Be 'Succeeded'
        $task.VideoUri | Should -BeNullOrEmpty
        $ended = $task | Wait-SoraTask
        $ended.VideoUri | Should -Not -BeNullOrEmpty
        ($ended | Save-SoraVideo -Path "$work/late-$_").Path | Should -Exist
        (Get-SoraEmulator -Id $emulator.Id).TasksMade | Should -Be 1
    }

    It 'is asked by Save-SoraVideo, too' {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0 -Fault @{ Kind = 'DoneAtCreate' }
        $saved = 'A quiet lake' | New-SoraVideo -Provider $_ | Save-SoraVideo -Path "$work/unwaited-$_"
        $saved.Path | Should -Exist
    }
}

Describe 'A file server that refuses for a moment' {
    BeforeAll {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'costs no video: HTTP <_>' -ForEach 400, 403, 404 {
        $refusing = Start-SoraEmulator -GenerationTime 0 -Fault @{ Kind = 'ErrorBefore'; On = 'Download'; Status = $_; Count = 3 }
        try {
            Set-SoraProvider -Name Refusing -Dialect LinkModel -BaseUri $refusing.BaseUri.LinkModel -ApiKey $refusing.ApiKey
            $saved = 'A quiet lake' | New-SoraVideo -Provider Refusing | Wait-SoraTask -PollIntervalSec 0.1 |
                Save-SoraVideo -Path "$work/refused-$_"
            $saved.Path | Should -Exist
            $saved.Task.State | Should -Be 'Succeeded'
        }
        finally {
            Remove-SoraProvider -Name Refusing
            Stop-SoraEmulator -Id $refusing.Id
        }
    }
}

Describe 'Files that are there' {
    BeforeAll {
        $emulator = Start-SoraEmulator -Use -GenerationTime 0
    }

    AfterAll {
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'are not taken from another batch' {
        $first = [pscustomobject]@{ Name = 'fox'; Prompt = 'A fox' } |
            New-SoraVideo -Provider LinkModel -Batch one | Wait-SoraTask | Save-SoraVideo -Path "$work/shared"
        $away = New-Item -Path "$work/away" -ItemType Directory
        Get-ChildItem -LiteralPath "$work/shared" | Move-Item -Destination $away
        $second = [pscustomobject]@{ Name = 'fox'; Prompt = 'Another fox' } |
            New-SoraVideo -Provider LinkModel -Batch two | Wait-SoraTask | Save-SoraVideo -Path "$work/shared"
        $again = Get-SoraTask -Batch one | Save-SoraVideo -Path "$work/shared"
        $second.Path | Should -Be $first.Path
        $again.Path | Should -Be "$work/shared/fox-$($first.Task.Id).mp4"
        (Get-FileHash -LiteralPath $second.Path).Hash | Should -Be $second.Sha256
    }

    It 'are made once by two processes that run the same line' {
        $rows = 1..40 | ForEach-Object -Process { [pscustomobject]@{ Name = "row-$_"; Prompt = "A boat, take $_" } }
        $tasks = $rows | New-SoraVideo -Provider LinkModel | Wait-SoraTask
        $tasks | Export-Csv -LiteralPath "$work/tasks.csv"
        $before = (Get-SoraEmulator -Id $emulator.Id).Downloads
        $line = "Set-SoraProvider -Name LinkModel -BaseUri '$($emulator.BaseUri.LinkModel)' -ApiKey '$($emulator.ApiKey)'
            `$saved = Import-Csv -LiteralPath '$work/tasks.csv' | Save-SoraVideo -Path '$work/both' -ErrorAction Stop
            `$saved.Count"
        $both = 1, 2 | ForEach-Object -ThrottleLimit 2 -Parallel {
            $script = "Import-Module -Name '$using:StagedModule'; $using:line"
            # The summary goes to standard error.
            & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -Command $script 2>$null
        }
        $both | Should -Be '40', '40'
        (Get-SoraEmulator -Id $emulator.Id).Downloads | Should -Be ($before + 40)
        (Get-ChildItem -LiteralPath "$work/both").Count | Should -Be 80
    }
}

Describe '-Path with wildcards' {
    BeforeAll {
        $null = New-Item -Path "$work/spring", "$work/summer" -ItemType Directory -Force
    }

    It 'names the one folder that fits' {
        { @() | Save-SoraVideo -Path "$work/spr*" -ErrorAction Stop } | Should -Not -Throw
    }

    It 'is an error where several folders fit' {
        { @() | Save-SoraVideo -Path "$work/s*" -ErrorAction Stop } | Should -Throw -ExpectedMessage '*several*'
    }
}
