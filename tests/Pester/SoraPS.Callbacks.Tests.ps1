# Callbacks as a user takes them; what a hostile sender tries is xunit's business.
BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $work -ItemType Directory
    Set-SoraLedger -Path "$work/ledger.db"
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    $prefix = "http://127.0.0.1:$($listener.LocalEndpoint.Port)/"
    $listener.Stop()
}

AfterAll {
    Stop-SoraCallback
    Stop-SoraEmulator
    Set-SoraLedger -Default
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'Callbacks' {
    BeforeEach {
        $emulator = Start-SoraEmulator -Use -GenerationTime 1 -WebhookUri $prefix -WebhookSecret some-secret
    }

    AfterEach {
        Stop-SoraCallback
        Stop-SoraEmulator -Id $emulator.Id
    }

    It 'are taken from <_>, whose tasks are polled once' -ForEach 'Apixo', 'Odkkk' {
        $started = Start-SoraCallback $prefix -WarningAction SilentlyContinue
        $started.PublicUri | Should -Be $prefix
        $videos = 1..5 | ForEach-Object -Process { "A hill $_" } | New-SoraVideo -Provider $_ | Wait-SoraTask | Save-SoraVideo -Path $work -Force
        $videos | Should -HaveCount 5
        (Get-SoraCallback).Taken | Should -Be 5
        (Get-SoraEmulator -Id $emulator.Id).Polls | Should -BeIn (5..6)
    }

    It 'hasten jobs, too' {
        $null = Start-SoraCallback $prefix -WarningAction SilentlyContinue
        $jobs = foreach ($number in 1..3) {
            "A lake $number" | New-SoraVideo -Provider Apixo | Wait-SoraTask -AsJob
        }

        $jobs | Wait-Job | Receive-Job | Select-Object -ExpandProperty State -Unique | Should -Be 'Succeeded'
        (Get-SoraCallback).Taken | Should -Be 3
        (Get-SoraEmulator -Id $emulator.Id).Polls | Should -BeIn (3..4)
    }

    It 'that come before the wait are remembered' {
        $null = Start-SoraCallback $prefix -WarningAction SilentlyContinue
        $tasks = 'A hill', 'A lake' | New-SoraVideo -Provider Odkkk
        while ((Get-SoraCallback).Taken -lt 2) {
            Start-Sleep -Milliseconds 50
        }

        ($tasks | Wait-SoraTask).State | Should -Be 'Succeeded', 'Succeeded'
        (Get-SoraEmulator -Id $emulator.Id).Polls | Should -Be 2
    }

    It 'are signed by servers with the protocol of OpenAI' {
        $secret = [System.Net.NetworkCredential]::new('', 'some-secret').SecurePassword
        (Start-SoraCallback $prefix -WebhookSecret $secret -WarningAction SilentlyContinue).IsSigned | Should -BeTrue
        ('A boat' | New-SoraVideo -Provider OpenAI | Wait-SoraTask).State | Should -Be 'Succeeded'
        (Get-SoraCallback).Taken | Should -Be 1
    }

    It 'show neither token nor secret' {
        $VerbosePreference = $DebugPreference = 'Continue'
        $said = @(
            Start-SoraCallback $prefix -WebhookSecret some-secret *>&1
            'A boat' | New-SoraVideo -Provider Apixo *>&1
            Get-SoraCallback | Format-List -Property * | Out-String
            Get-SoraCallback | Out-String
        ) | Out-String
        $said | Should -Match 'callback_url'
        $said | Should -Not -Match 'token=|some-secret'
        Get-ChildItem -Path $work -File | ForEach-Object -Process {
            [System.IO.File]::ReadAllText($_.FullName) | Should -Not -Match 'token=|some-secret'
        }
    }

    It 'are not taken with -WhatIf, nor twice, nor where nobody can listen' {
        Start-SoraCallback $prefix -WhatIf
        Get-SoraCallback | Should -BeNullOrEmpty
        $null = Start-SoraCallback $prefix https://hooks.example.org/sora -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        $null = Start-SoraCallback $prefix -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        "$failure" | Should -BeLike '*already*'
        Stop-SoraCallback -WhatIf
        Get-SoraCallback | Should -Not -BeNullOrEmpty
        Stop-SoraCallback
        Get-SoraCallback | Should -BeNullOrEmpty
        $null = Start-SoraCallback https://127.0.0.1:1/ -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
    }

    It 'end with the module' {
        Invoke-InNewProcess -Script @"
Import-Module -Name '$script:StagedModule'
`$null = Start-SoraCallback $prefix -WarningAction SilentlyContinue
Remove-Module -Name SoraPS
`$listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, $(([uri]$prefix).Port))
`$listener.Start()
'free'
"@ | Should -Be 'free'
    }
}
