BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Set-SoraLedger -Path (Join-Path -Path $TestDrive -ChildPath 'ledger.db')
    $fault = @{ Kind = 'ErrorBefore'; On = 'Status'; FirstOfEach = $true }
    $flaky = Start-SoraEmulator -Use -GenerationTime 0 -Fault $fault
    $videos = Join-Path -Path $TestDrive -ChildPath 'videos'
    $prompt = 'A very long prompt ' * 10 + 'THE-END'
    $told = $prompt | New-SoraVideo -Provider OpenAI -Verbose -Debug 4>&1 5>&1
    $task = $told | Where-Object -FilterScript { $_ -is [SoraPS.SoraTask] }
    $lines = @($told | Where-Object -FilterScript { $_ -is [System.Management.Automation.VerboseRecord] })
    $bodies = @($told | Where-Object -FilterScript { $_ -is [System.Management.Automation.DebugRecord] })
}

AfterAll {
    Set-SoraLedger -Default
    Stop-SoraEmulator -Id $flaky.Id
}

Describe '-Verbose' {
    It 'tells method, place, status, time and request id of a request' {
        "$lines" | Should -Match 'POST 127\.0\.0\.1:\d+/openai/v1/videos 200 \d+ ms, request id \S+'
    }

    It 'tells why a request is sent again, when, and which attempt it is' {
        $said = $task | Wait-SoraTask -Verbose 4>&1 | Out-String -Width 400
        $said | Should -Match 'GET \S+/videos/\S+ 50\d \d+ ms'
        $said | Should -Match 'GET \S+/videos/\S+: trying again in \d+\.\d s'
        $said | Should -Match 'GET \S+/videos/\S+ 200 \d+ ms, attempt 2, request id'
    }

    It 'tells a download' {
        $said = $task | Wait-SoraTask | Save-SoraVideo -Path $videos -Verbose 4>&1 | Out-String -Width 400
        $said | Should -Match 'GET \S+/content 200 \d+ ms'
    }

    It 'tells a request of <Name>' -ForEach @(
        @{ Name = 'Test-SoraProvider'; Command = { Test-SoraProvider -Name OpenAI -Verbose } }
        @{ Name = 'Get-SoraModel -Online'; Command = { Get-SoraModel -Provider OpenAI -Online -Verbose } }
        @{ Name = 'Get-SoraTask'; Command = { $task | Get-SoraTask -Verbose } }
        @{ Name = 'Remove-SoraTask'; Command = { $task | Remove-SoraTask -Force -Verbose } }
    ) {
        & $Command 4>&1 | Out-String -Width 400 | Should -Match '(GET|DELETE) 127\S+ 200 \d+ ms'
    }

    It 'tells a request without an answer' {
        $probe = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $probe.Start()
        $port = $probe.LocalEndpoint.Port
        $probe.Stop()
        Set-SoraProvider -Name Nowhere -Dialect OpenAI -BaseUri "http://127.0.0.1:$port"
        $look = @{ Id = 'some-id'; Provider = 'Nowhere'; Verbose = $true; ErrorAction = 'SilentlyContinue' }
        $said = Get-SoraTask @look 4>&1 | Out-String -Width 400
        $said | Should -Match 'GET \S+/videos/some-id no answer \d+ ms: No connection'
        Remove-SoraProvider -Name Nowhere
    }

    It 'alone shows no body' {
        'A boat' | New-SoraVideo -Provider OpenAI -Verbose 4>&1 5>&1 |
            Where-Object -FilterScript { $_ -is [System.Management.Automation.DebugRecord] } | Should -BeNullOrEmpty
    }
}

Describe '-Debug' {
    It 'shows what was sent, the prompt cut, and what came' {
        "$($bodies[0])" | Should -Match '^> .*A very long prompt .*… \(\d+ characters\)'
        "$($bodies[1])" | Should -Match '^< .*video_'
        "$bodies" | Should -Not -Match 'THE-END'
    }
}
