BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Set-SoraLedger -Path (Join-Path -Path $TestDrive -ChildPath 'ledger.db')
    $key = 'sk-Zq7-very-unusual-key'

    # Says the same to whoever asks, byte by byte as given, until it is stopped.
    function Start-Answering {
        param([Parameter(Mandatory)] [string] $Answer)

        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $job = Start-ThreadJob -ArgumentList $listener, $Answer -ScriptBlock {
            param($listener, $answer)
            $buffer = [byte[]]::new(65536)
            while ($true) {
                $client = $listener.AcceptTcpClient()
                $stream = $client.GetStream()
                $null = $stream.Read($buffer, 0, $buffer.Length)
                $stream.Write([System.Text.Encoding]::UTF8.GetBytes($answer))
                $client.Close()
            }
        }
        Set-SoraProvider -Name Odd -Dialect OpenAI -BaseUri "http://127.0.0.1:$($listener.LocalEndpoint.Port)/v1" -ApiKey $key
        @{ Listener = $listener; Job = $job }
    }

    function Stop-Answering {
        param([Parameter(Mandatory)] [hashtable] $Server)

        $Server.Listener.Stop()
        $Server.Job | Remove-Job -Force
        Remove-SoraProvider -Name Odd
    }
}

AfterAll {
    Set-SoraLedger -Default
}

Describe 'What a gateway says' {
    It 'does not steer the terminal' {
        $body = '{"error":{"message":"m\u001b]0;owned\u0007\u009b31m","code":"c\u001b[2J"},"request_id":"r\u001b[2J"}'
        $server = Start-Answering -Answer "HTTP/1.1 400 Bad`r`nConnection: close`r`nContent-Length: $($body.Length)`r`n`r`n$body"
        try {
            'A boat' | New-SoraVideo -Provider Odd -ErrorVariable failed -ErrorAction SilentlyContinue
            $shown = "$failed $($failed.Exception.GatewayCode) $($failed.Exception.GatewayRequestId)"
            $shown | Should -Match 'owned'
            $shown | Should -Not -Match '[\x00-\x1f\x7f-\x9f]'
        }
        finally {
            Stop-Answering -Server $server
        }
    }

    It 'shows no key, not even in the cause of an error' {
        $server = Start-Answering -Answer "Bearer $key`r`n`r`n"
        try {
            'A boat' | New-SoraVideo -Provider Odd -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.FullyQualifiedErrorId | Should -Match '^SubmissionUnknown'
            $failed[0] | Get-Error | Out-String -Width 400 | Should -Not -Match 'Zq7'
            $failed[0].Exception.ToString() | Should -Not -Match 'Zq7'
        }
        finally {
            Stop-Answering -Server $server
        }
    }
}

Describe 'A key over http' {
    AfterEach {
        Remove-SoraProvider -Name Exposed
    }

    It 'is warned of where the host is public' {
        $set = @{ Name = 'Exposed'; Dialect = 'OpenAI'; WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
        Set-SoraProvider @set -BaseUri http://gateway.example/v1
        "$warned" | Should -Match 'unencrypted to gateway\.example'
    }

    It 'is nothing to warn of at <_>' -ForEach 'https://gateway.example/v1', 'http://gpubox:8091/v1', 'http://192.168.1.7/v1' {
        $set = @{ Name = 'Exposed'; Dialect = 'OpenAI'; WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
        Set-SoraProvider @set -BaseUri $_
        $warned | Should -BeNullOrEmpty
    }
}
