BeforeDiscovery {
    # Root writes to what is read-only, and only root may mount a small disk.
    $isRoot = $IsLinux -and (id -u) -eq 0
    $canMount = $isRoot -and (& sh -c 'unshare -m true 2>/dev/null && echo yes') -eq 'yes'
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory -Path $work
    $emulator = Start-SoraEmulator -GenerationTime 0
    $connection = @{ BaseUri = $emulator.BaseUri.OpenAI; ApiKey = $emulator.ApiKey; PollIntervalSec = 0.1 }
    Set-SoraProvider -Name Faulty -Dialect OpenAI @connection
    $environmentLedger = $env:SORAPS_LEDGER
    $env:SORAPS_LEDGER = "$work/first.db"
    $made = 'A boat' | New-SoraVideo -Provider Faulty

    # A ledger that holds a batch, closed and whole.
    function New-Ledger([string] $Name) {
        $path = Join-Path -Path $work -ChildPath $Name
        Set-SoraLedger -Path $path
        $null = 'A cat', 'A dog' | New-SoraVideo -Provider Faulty -Batch kept
        Set-SoraLedger -Default
        $path
    }

    # Runs SQL as another program would. Gives the database, which holds what it has locked until it is disposed of.
    function Invoke-Sql([string] $Path, [string] $Sql) {
        $loaded = [System.Runtime.Loader.AssemblyLoadContext]::All.Assemblies
        $type = $loaded.Where({ $_.GetName().Name -eq 'SoraPS.Core' })[0].GetType('SoraPS.Core.Ledger.Sqlite.SqliteDatabase')
        if (-not (Test-Path -LiteralPath $Path)) {
            $null = New-Item -Path $Path
        }

        $database = $type.GetMethod('Open').Invoke($null, $Path)
        $null = $type.GetMethod('Execute').Invoke($database, $Sql)
        $database
    }

    # What New-SoraVideo, and then waiting and saving, do with the ledger that SORAPS_LEDGER names.
    $scriptOfLine = @"
        Import-Module -Name '$script:StagedModule'
        `$emulator = @{ BaseUri = '$($emulator.BaseUri.OpenAI)'; ApiKey = '$($emulator.ApiKey)'; PollIntervalSec = 0.1 }
        Set-SoraProvider -Name Faulty -Dialect OpenAI @emulator
        try { 'A cow' | New-SoraVideo -Provider Faulty -Batch kept; 'sent' }
        catch { "`$(`$_.FullyQualifiedErrorId)|`$_|`$(`$_.ErrorDetails.RecommendedAction)" }
        `$saved = [pscustomobject]@{ Id = '$($made.Id)'; Provider = 'Faulty'; Name = 'boat' } |
            Wait-SoraTask -WarningVariable warned -WarningAction SilentlyContinue |
            Save-SoraVideo -Path '$work/videos' -Force -WarningVariable +warned -WarningAction SilentlyContinue
        "`$(@(`$saved).Count) saved, `$(`$warned.Count) warnings"
        "`$warned"
"@

    function Test-Line([string] $Ledger) {
        $env:SORAPS_LEDGER = $Ledger
        $before = (Get-SoraEmulator -Id $emulator.Id).Creates
        Invoke-InNewProcess -Script $scriptOfLine
        (Get-SoraEmulator -Id $emulator.Id).Creates | Should -Be $before
    }
}

AfterAll {
    $env:SORAPS_LEDGER = $environmentLedger
    Stop-SoraEmulator -Id $emulator.Id
    Remove-SoraProvider -Name Faulty
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction Ignore
}

Describe 'A ledger that cannot be used' {
    BeforeEach {
        $ledger = New-Ledger "$([guid]::NewGuid()).db"
    }

    It 'is left as it is, and nothing is sent, where it is <What>' -ForEach @(
        @{ What = 'of a newer version'; Message = 'newer SoraPS'; Spoil = {
                (Invoke-Sql $args[0] 'PRAGMA user_version = 99').Dispose()
            }
        }
        @{ What = 'corrupt'; Message = 'damaged'; Spoil = {
                $bytes = [System.IO.File]::ReadAllBytes($args[0])
                [array]::Fill($bytes, [byte]0xA5, 100, 3900)
                [System.IO.File]::WriteAllBytes($args[0], $bytes)
            }
        }
        @{ What = 'no database'; Message = 'not a ledger'; Spoil = {
                Set-Content -LiteralPath $args[0] -Value ('x' * 5000)
            }
        }
        @{ What = 'the database of another program'; Message = 'another program'; Spoil = {
                Remove-Item -LiteralPath $args[0]
                (Invoke-Sql $args[0] 'CREATE TABLE other (a)').Dispose()
            }
        }
    ) {
        & $Spoil $ledger
        $before = (Get-FileHash -LiteralPath $ledger).Hash
        $lines = Test-Line $ledger
        $lines[0] | Should -BeLike 'WriteFailed,*'
        $lines[0] | Should -Match $Message
        $lines[0] | Should -Match ([regex]::Escape($ledger))
        $lines[1] | Should -Be '1 saved, 2 warnings'
        $lines[2] | Should -Match $Message
        (Get-FileHash -LiteralPath $ledger).Hash | Should -Be $before
    }

    It 'is left as it is, and nothing is sent, where another program has it locked' {
        $before = (Get-FileHash -LiteralPath $ledger).Hash
        $holder = Invoke-Sql $ledger 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE'
        try {
            $lines = Test-Line $ledger
        }
        finally {
            $holder.Dispose()
        }

        $lines[0] | Should -BeLike 'WriteFailed,*'
        $lines[0] | Should -Match 'locked'
        $lines[1] | Should -Be '1 saved, 2 warnings'
        (Get-FileHash -LiteralPath $ledger).Hash | Should -Be $before
    }

    It 'is left as it is, and nothing is sent, where it is read-only' -Tag 'needs a user other than root' -Skip:$isRoot {
        (Get-Item -LiteralPath $ledger).IsReadOnly = $true
        $before = (Get-FileHash -LiteralPath $ledger).Hash
        $lines = Test-Line $ledger
        $lines[0] | Should -BeLike 'WriteFailed,*'
        $lines[0] | Should -Match 'read-only|cannot be opened'
        $lines[1] | Should -Be '1 saved, 2 warnings'
        (Get-FileHash -LiteralPath $ledger).Hash | Should -Be $before
    }

    It 'is left as it is, and nothing is sent, where its disk is <What>' -Tag 'needs the right to mount a disk' -Skip:(-not $canMount) -ForEach @(
        @{ What = 'read-only'; Spoil = 'mount -o remount,ro'; Message = 'read-only|cannot be opened' }
        @{ What = 'full'; Spoil = 'dd if=/dev/zero bs=1k of=$disk/full 2>/dev/null; true'; Message = 'disk is full' }
    ) {
        # A disk of its own, which no other process sees.
        $script = Join-Path -Path $work -ChildPath 'line.ps1'
        Set-Content -LiteralPath $script -Value "`$PSStyle.OutputRendering = 'PlainText'`n$scriptOfLine"
        $before = (Get-SoraEmulator -Id $emulator.Id).Creates
        $shell = @"
            disk=$work/disk; mkdir -p `$disk && mount -t tmpfs -o size=256k tmpfs `$disk || exit 1
            cp $ledger `$disk/ledger.db || exit 1
            $(if ($Spoil -like 'mount*') { "$Spoil `$disk" } else { $Spoil })
            sha256sum < `$disk/ledger.db
            SORAPS_LEDGER=`$disk/ledger.db $([System.Environment]::ProcessPath) -NoProfile -NonInteractive -File $script
            sha256sum < `$disk/ledger.db
"@
        $lines = & unshare -m sh -c $shell 2>&1
        (Get-SoraEmulator -Id $emulator.Id).Creates | Should -Be $before
        $lines[1] | Should -BeLike 'WriteFailed,*'
        $lines[1] | Should -Match $Message
        $lines[2] | Should -Be '1 saved, 2 warnings'
        $lines[-1] | Should -Be $lines[0]
    }
}

Describe 'A ledger that another program holds' {
    BeforeEach {
        $ledger = New-Ledger "$([guid]::NewGuid()).db"
        Set-SoraLedger -Path $ledger
        $slow = Start-SoraEmulator -GenerationTime 0 -Fault @{ Kind = 'Slow'; On = 'Create'; Delay = 1; Count = 1 }
        Set-SoraProvider -Name Slow -Dialect OpenAI -BaseUri $slow.BaseUri.OpenAI -ApiKey $slow.ApiKey
        $line = [powershell]::Create()

        function Wait-Until([scriptblock] $Condition) {
            $end = [datetime]::UtcNow.AddMinutes(1)
            while (-not (& $Condition)) {
                [datetime]::UtcNow | Should -BeLessThan $end -Because "it never came to this: $Condition"
                [System.Threading.Thread]::Yield() | Out-Null
            }
        }

        # A line in a runspace of its own; returns when it begins.
        function Start-Line([string] $Script, [object] $Argument) {
            $begun = [System.Threading.ManualResetEventSlim]::new()
            $null = $line.AddScript("param(`$begun, `$task) Import-Module -Name '$script:StagedModule'; `$begun.Set(); $Script")
            $null = $line.AddArgument($begun).AddArgument($Argument).BeginInvoke()
            $begun.Wait([timespan]::FromMinutes(1)) | Should -BeTrue
        }

        # Ctrl+C; without a way out it would take as long as the ledger is waited for, which is half a minute.
        function Test-Stop {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $line.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        }
    }

    AfterEach {
        $line.Dispose()
        Set-SoraLedger -Default
        Remove-SoraProvider -Name Slow
        Stop-SoraEmulator -Id $slow.Id
    }

    It 'holds up no stop before it is open, and nothing is sent; the wait is seen' {
        $holder = Invoke-Sql $ledger 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE'
        Start-Line "'A cow' | New-SoraVideo -Provider Slow -Batch kept"
        Wait-Until { $line.Streams.Progress.Count -gt 0 }
        $line.Streams.Progress[0].StatusDescription | Should -Be 'Waiting for the ledger'
        Test-Stop
        $holder.Dispose()
        (Get-SoraEmulator -Id $slow.Id).Creates | Should -Be 0
    }

    It 'holds up no stop while a row is under way, whose task is known afterwards' {
        Start-Line "'A cow' | New-SoraVideo -Provider Slow -Batch kept"
        Wait-Until { (Get-SoraEmulator -Id $slow.Id).Creates -eq 1 }
        $holder = Invoke-Sql $ledger 'BEGIN IMMEDIATE'
        Wait-Until { Get-ChildItem -Path "$ledger.lock-*" | Where-Object -Property Length -GT 0 }
        Test-Stop
        $holder.Dispose()
        Wait-Until { Get-SoraTask -Batch kept -State Queued -Provider Slow }
        (Get-SoraTask -Batch kept -Provider Slow).Id | Should -Not -BeNullOrEmpty
        Wait-Until { -not (Test-Path -Path "$ledger.lock-*") }
    }

    It 'holds up no stop while tasks are waited for' {
        $task = 'A cow' | New-SoraVideo -Provider Slow -Batch kept
        $holder = Invoke-Sql $ledger 'BEGIN IMMEDIATE'
        Start-Line '$task | Wait-SoraTask' $task
        Wait-Until { (Get-SoraEmulator -Id $slow.Id).Polls -gt 0 }
        Wait-Until { @($line.Streams.Progress).StatusDescription -like '*1 waiting for the ledger*' }
        Test-Stop
        $holder.Dispose()
    }
}

Describe 'Which ledger is in use' {
    AfterEach {
        Set-SoraLedger -Default
        $env:SORAPS_LEDGER = $environmentLedger
    }

    It 'is the one that SORAPS_LEDGER names, unless the session has chosen another' {
        $env:SORAPS_LEDGER = "$work/named.db"
        (Get-SoraLedger).Path | Should -Be "$work/named.db"
        (Get-SoraLedger).Source | Should -Be 'Environment'
        $chosen = Set-SoraLedger -Path "$work/chosen.db" -PassThru
        $chosen.Path | Should -Be "$work/chosen.db"
        $chosen.Source | Should -Be 'Session'
        $chosen.Length | Should -BeGreaterThan 0
        Set-SoraLedger -Default
        (Get-SoraLedger).Source | Should -Be 'Environment'
    }

    It 'stays the same when another one cannot be used' {
        Set-SoraLedger -Path "$work/good.db"
        Set-Content -LiteralPath "$work/bad.db" -Value ('x' * 5000)
        { Set-SoraLedger -Path "$work/bad.db" } | Should -Throw -ErrorId 'WriteFailed,*'
        (Get-SoraLedger).Path | Should -Be "$work/good.db"
    }

    It 'is changed by neither -WhatIf nor a New-SoraVideo -WhatIf' {
        $env:SORAPS_LEDGER = "$work/untouched.db"
        Invoke-WithoutScreen -ArgumentList "$work/never.db" -Script {
            param($Path) Set-SoraLedger -Path $Path -WhatIf; 'A boat' | New-SoraVideo -Provider Faulty -Batch trial -WhatIf
        }
        "$work/never.db", "$work/untouched.db" | Should -Not -Exist
    }

    It 'is one of its own for an emulator in use, and gone with it' {
        $env:SORAPS_LEDGER = $null
        $usual = (Get-SoraLedger).Path
        $own = Start-SoraEmulator -Use
        try {
            $ledger = Get-SoraLedger
            $ledger.Source | Should -Be 'Emulator'
            $ledger.Path | Should -Not -Be $usual
            $null = 'A boat' | New-SoraVideo -Provider LinkModel -Batch own
            Get-SoraTask | Should -HaveCount 1
        }
        finally {
            Stop-SoraEmulator -Id $own.Id
        }

        (Get-SoraLedger).Path | Should -Be $usual
        $ledger.Path | Should -Not -Exist
    }
}
