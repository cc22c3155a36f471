BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory -Path $work

    # Stands for a real gateway: the session's emulator is another one.
    $paid = Start-SoraEmulator -GenerationTime 0
    $real = @{ Name = 'Real'; Dialect = 'OpenAI'; BaseUri = $paid.BaseUri.OpenAI; ApiKey = $paid.ApiKey; PollIntervalSec = 0.1 }

    # A process of its own has a data folder of its own, so that its usual ledger is nobody's.
    function Invoke-Apart([string] $Script) {
        $folder = Join-Path -Path $work -ChildPath ([guid]::NewGuid())
        $null = New-Item -ItemType Directory -Path $folder
        Invoke-InNewProcess -Script @"
            `$env:SORAPS_LEDGER = `$null
            `$env:XDG_DATA_HOME = `$env:LOCALAPPDATA = '$folder'
            Import-Module -Name '$script:StagedModule'
            `$real = @{ Name = 'Real'; Dialect = 'OpenAI'; BaseUri = '$($paid.BaseUri.OpenAI)'; ApiKey = '$($paid.ApiKey)' }
            Set-SoraProvider @real -PollIntervalSec 0.1
            $Script
"@
    }
}

AfterAll {
    Stop-SoraEmulator -Id $paid.Id
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'A provider that points elsewhere while an emulator is in use' -Tag 'needs another system than macOS' -Skip:$IsMacOS {
    It 'has its tasks where they always are, so that nothing is paid twice' {
        $before = (Get-SoraEmulator -Id $paid.Id).Creates
        $lines = Invoke-Apart -Script @'
            $emulator = Start-SoraEmulator -Use -GenerationTime 0
            $row = [pscustomobject]@{ Name = 'fox'; Prompt = 'A fox' }
            $first = $row | New-SoraVideo -Provider Real -Batch spring
            $null = $row | New-SoraVideo -Provider LinkModel -Batch spring
            Stop-SoraEmulator -Id $emulator.Id
            $second = $row | New-SoraVideo -Provider Real -Batch spring
            "$($first.Id -eq $second.Id) $(@(Get-SoraTask).Count) $((Get-SoraTask).Provider)"
'@
        $lines | Should -Be 'True 1 Real'
        (Get-SoraEmulator -Id $paid.Id).Creates | Should -Be ($before + 1)
    }

    It 'is listed, completed, waited for and saved together with what the emulator has' {
        $lines = Invoke-Apart -Script @"
            `$null = 'A boat' | New-SoraVideo -Provider Real -Batch before
            `$emulator = Start-SoraEmulator -Use -GenerationTime 0
            `$null = 'A fox' | New-SoraVideo -Provider Real -Batch paid
            `$made = 'A hare' | New-SoraVideo -Provider LinkModel -Batch free
            (Get-SoraTask).Batch -join ' '
            (Get-SoraTask -First 1 -Skip 1).Batch
            (Get-SoraTask -Provider LinkModel).Batch
            (Get-SoraTask -RequestId `$made.RequestId).Batch
            (TabExpansion2 -inputScript 'Get-SoraTask -Batch ' -cursorColumn 20).CompletionMatches.CompletionText -join ' '
            (Get-SoraLedger).Source, (Get-SoraLedger -Provider Real).Source, (Get-SoraLedger -Provider LinkModel).Source -join ' '
            (Get-SoraLedger -Provider Real).Provider -join ' '
            @(Get-SoraTask -Unfinished | Wait-SoraTask | Save-SoraVideo -Path '$work/together').Count
            Get-SoraTask -Batch free | Remove-SoraTask -Force
            (Get-SoraTask).Batch -join ' '
            Stop-SoraEmulator -Id `$emulator.Id
            (Get-SoraTask).Batch -join ' '
            @(Get-SoraTask -Unfinished).Count
"@
        $lines | Should -Be @(
            'before paid free', 'paid', 'free', 'free', 'before free paid',
            'Emulator Default Emulator', 'Real', '3', 'before paid', 'before paid', '0'
        )
    }

    It 'uses the ledger that the user has named, as all do' {
        $lines = Invoke-Apart -Script @"
            Set-SoraLedger -Path '$work/named.db'
            `$emulator = Start-SoraEmulator -Use -GenerationTime 0
            `$null = 'A hare' | New-SoraVideo -Provider LinkModel -Batch free
            (Get-SoraLedger).Source, (Get-SoraLedger -Provider LinkModel).Source -join ' '
            Stop-SoraEmulator -Id `$emulator.Id
            (Get-SoraTask).Batch
"@
        $lines | Should -Be 'Session Session', 'free'
    }
}

Describe 'The providers after an emulator was in use' {
    BeforeAll {
        $settings = @{
            BaseUri = 'https://proxy.example.com/linkmodel'
            DefaultModel = 'mine'
            ApiKey = 'configured-key'
            RequestsPerMinute = 7
            PollIntervalSec = 11
        }
    }

    AfterEach {
        Remove-SoraProvider -Name LinkModel
    }

    It 'are as the user had configured them' {
        Set-SoraProvider -Name LinkModel @settings -Default
        $before = Get-SoraProvider -Name LinkModel | ConvertTo-Json
        $emulator = Start-SoraEmulator -Use
        (Get-SoraProvider -Name LinkModel).BaseUri | Should -Be $emulator.BaseUri.LinkModel
        Stop-SoraEmulator -Id $emulator.Id
        Get-SoraProvider -Name LinkModel | ConvertTo-Json | Should -Be $before
        (Get-SoraProvider -Name LinkModel).KeySource | Should -Be 'Session'
        (Get-SoraProvider -Name UniAll).BaseUri | Should -Not -Be $emulator.BaseUri.UniAll
    }

    It 'are so also after two emulators' -ForEach @{ First = 0 }, @{ First = 1 } {
        Set-SoraProvider -Name LinkModel @settings
        $emulators = (Start-SoraEmulator -Use), (Start-SoraEmulator -Use)
        Stop-SoraEmulator -Id $emulators[$First].Id
        Stop-SoraEmulator -Id $emulators[1 - $First].Id
        (Get-SoraProvider -Name LinkModel).BaseUri | Should -Be $settings.BaseUri
        (Get-SoraProvider -Name LinkModel).RequestsPerMinute | Should -Be 7
    }

    It 'are left alone where the user has changed them meanwhile' {
        $emulator = Start-SoraEmulator -Use
        Set-SoraProvider -Name LinkModel @settings
        Stop-SoraEmulator -Id $emulator.Id
        (Get-SoraProvider -Name LinkModel).BaseUri | Should -Be $settings.BaseUri
    }
}

Describe 'A ledger that is named by something else than a full path' {
    AfterEach {
        Set-SoraLedger -Default
        $env:SORAPS_LEDGER = $environmentLedger
        Pop-Location
    }

    BeforeEach {
        $environmentLedger = $env:SORAPS_LEDGER
        Push-Location -LiteralPath $work
        Set-SoraProvider @real
    }

    It 'is refused before anything is sent: <_>' -ForEach 'ledger.db', './ledger.db', 'mysql://me:secret@db/videos' {
        $env:SORAPS_LEDGER = $_
        $before = (Get-SoraEmulator -Id $paid.Id).Creates
        { 'A fox' | New-SoraVideo -Provider Real -Batch spring } | Should -Throw -ErrorId 'WriteFailed,*'
        { Get-SoraTask -ErrorAction Stop } | Should -Throw -ErrorId 'WriteFailed,*'
        { Get-SoraLedger -ErrorAction Stop } | Should -Throw -ErrorId 'WriteFailed,*'
        "$($Error[0]) $($Error[0].ErrorDetails.RecommendedAction)" | Should -BeLike '*full path*'
        "$($Error[0])" | Should -Not -BeLike '*secret*'
        (Get-SoraEmulator -Id $paid.Id).Creates | Should -Be $before
        Join-Path -Path $work -ChildPath 'ledger.db' | Should -Not -Exist
        Join-Path -Path ([System.Environment]::CurrentDirectory) -ChildPath 'mysql:' | Should -Not -Exist
    }

    It 'is refused by Set-SoraLedger as well where it is an address' {
        { Set-SoraLedger -Path 'postgresql://me:secret@db/videos' } | Should -Throw -ErrorId 'WriteFailed,*'
        "$($Error[0])" | Should -Not -BeLike '*secret*'
        { Set-SoraLedger -Path 'postgresql://me:secret@db/videos' -WhatIf } | Should -Throw -ErrorId 'WriteFailed,*'
    }

    It 'is where the location is, with Set-SoraLedger' {
        (Set-SoraLedger -Path './here.db' -PassThru).Path | Should -Be (Join-Path -Path $work -ChildPath 'here.db')
    }
}

Describe 'An emulator that was not stopped' -Tag 'needs another system than macOS' -Skip:$IsMacOS {
    It 'leaves no folder behind when its process ends' {
        $folder = Invoke-Apart -Script @'
            $null = Start-SoraEmulator -Use -GenerationTime 0
            $null = 'A lake' | New-SoraVideo -Provider LinkModel
            [System.IO.Path]::GetDirectoryName((Get-SoraLedger).Path)
'@
        $folder | Should -BeLike '*SoraPS-emulator-*'
        $folder | Should -Not -Exist
    }
}
