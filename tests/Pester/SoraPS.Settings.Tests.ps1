# Set-SoraProvider -Scope User: what every later session starts with.
BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $work -ItemType Directory

    # Each a session of its own, with the settings file of the test.
    function Invoke-Session([string] $Name, [string] $Script) {
        Invoke-InNewProcess -Script @"
            `$env:SORAPS_SETTINGS = '$work/$Name.json'
            `$env:ODKKK_API_KEY = `$env:LINKMODEL_API_KEY = ''
            Import-Module -Name '$script:StagedModule'
            $Script
"@
    }
}

AfterAll {
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'Settings of the user' {
    It 'are there in every later session, with where each value comes from' {
        $null = Invoke-Session both @'
            $box = @{ Dialect = 'OpenAI'; BaseUri = 'http://gpubox:8091/v1?api-version=preview'; SecretName = 'gpu'; Vault = 'work' }
            Set-SoraProvider -Name GpuBox @box -RequestsPerMinute 60 -ConcurrentTasks 9 -Scope User -Default
            Set-SoraProvider -Name OpenAI -Proxy http://proxy:8080 -PollIntervalSec 5 -Scope User
            Set-SoraProvider -Name OpenAI -DefaultModel sora-2-pro -Scope User
'@
        $lines = Invoke-Session both @'
            Set-SoraProvider -Name GpuBox -RequestsPerMinute 10
            $box = Get-SoraProvider -Name gpubox
            "$($box.IsDefault) $($box.BaseUri) $($box.SecretName) $($box.Vault) $($box.RequestsPerMinute) $($box.ConcurrentTasks) $($box.KeyVariable)"
            "$($box.Sources['BaseUri']) $($box.Sources['SecretName']) $($box.Sources['RequestsPerMinute']) $($box.Sources['Proxy'])"
            $openAI = Get-SoraProvider -Name OpenAI
            "$($openAI.Proxy) $($openAI.PollIntervalSec) $($openAI.DefaultModel) $($openAI.Sources['Dialect']) $($openAI.Sources['DefaultModel'])"
            ($openAI | Format-List | Out-String) -match 'Sources.*DefaultModel: User'
'@
        $lines | Should -Be @(
            'True http://gpubox:8091/v1?api-version=preview gpu work 10 9 GPUBOX_API_KEY'
            'User User Session Default'
            'http://proxy:8080/ 5 sora-2-pro Default User'
            'True'
        )
    }

    It 'are left by Remove-SoraProvider, and with -Scope User removed' {
        $null = Invoke-Session removed 'Set-SoraProvider -Name Box -Dialect OpenAI -BaseUri http://127.0.0.1:9/v1 -Scope User -Default'
        $lines = Invoke-Session removed @'
            Set-SoraProvider -Name Box -DefaultModel other
            Remove-SoraProvider -Name Box -WarningVariable said -WarningAction SilentlyContinue
            "$said"
            (Get-SoraProvider -Name Box).DefaultModel
            Remove-SoraProvider -Name Box -Scope User
            @(Get-SoraProvider).Name -contains 'Box'
'@
        $lines | Should -Be 'Box is in your settings file and stays. -Scope User removes it there.', 'sora-2', 'False'
        Invoke-Session removed '@(Get-SoraProvider).Where({ $_.Name -eq "Box" -or $_.IsDefault }).Count' | Should -Be '0'
    }

    It 'never contain a key' {
        $lines = Invoke-Session keys @'
            $secret = [System.Net.NetworkCredential]::new('me', 'sk-secret').SecurePassword
            $proxy = @{ Proxy = 'http://proxy:1'; ProxyCredential = [pscredential]::new('me', $secret) }
            foreach ($options in @{ ApiKey = $secret }, $proxy) {
                try { Set-SoraProvider -Name OpenAI -Scope User @options } catch { "$_" }
            }
'@
        $lines | Should -Be (@('The settings file never contains a key or a password.') * 2)
        "$work/keys.json" | Should -Not -Exist
    }

    It 'change nothing with -WhatIf or for the session alone' {
        $null = Invoke-Session none 'Set-SoraProvider -Name OpenAI -DefaultModel x -Scope User -WhatIf; Set-SoraProvider -Name OpenAI -DefaultModel y'
        "$work/none.json" | Should -Not -Exist
    }

    It 'lose no change when sessions change them at the same time' {
        $processes = 1..4 | ForEach-Object -Process {
            $script = "`$env:SORAPS_SETTINGS = '$work/shared.json'; Import-Module -Name '$script:StagedModule'
                1..15 | ForEach-Object -Process {
                    Set-SoraProvider -Name `"Box$_-`$_`" -Dialect OpenAI -BaseUri http://127.0.0.1:9 -Scope User -WarningAction Ignore
                }"
            $encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($script))
            Start-Process -FilePath ([System.Environment]::ProcessPath) -ArgumentList '-NoProfile', '-EncodedCommand', $encoded -PassThru
        }
        $processes | Wait-Process -Timeout 120
        $processes.ExitCode | Should -Be 0, 0, 0, 0
        $names = (Get-Content -Raw -LiteralPath "$work/shared.json" | ConvertFrom-Json -AsHashtable).providers.Keys
        $names | Should -HaveCount 60
    }

    It 'are not changed while another session has them locked, which is told' {
        $lock = [System.IO.File]::Open("$work/held.json.lock", 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            $lines = Invoke-Session held 'try { Set-SoraProvider -Name OpenAI -DefaultModel x -Scope User -ErrorAction Stop } catch { "$_" }'
        }
        finally {
            $lock.Dispose()
        }

        $lines | Should -BeLike 'The settings could not be written: *held.json.lock*'
        "$work/held.json" | Should -Not -Exist
    }

    It 'that cannot be used are one error with the file and the place, and all but submitting works: <Problem>' -ForEach @(
        @{ Problem = 'no JSON'; Text = "{`n  `"providers`": {`n    oops`n}"; Says = ', line 3: *' }
        @{ Problem = 'a key in it'; Text = '{ "providers": { "OpenAI": { "apiKey": "sk-1" } } }'; Says = '*apiKey*' }
        @{ Problem = 'a bad address'; Text = '{ "providers": { "Box": { "dialect": "OpenAI", "baseUri": "box" } } }'; Says = ', provider Box: *http*' }
        @{ Problem = 'a number too large'; Text = '{ "providers": { "OpenAI": { "pollIntervalSec": 9999 } } }'; Says = ', provider OpenAI: *' }
        @{ Problem = 'no dialect'; Text = '{ "providers": { "Box": { } } }'; Says = ', provider Box: *' }
    ) {
        Set-Content -LiteralPath "$work/bad.json" -Value $Text
        $lines = Invoke-Session bad @'
            $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
            (Get-SoraProvider -Name OpenAI @quiet).Name
            "$($failures.Count) $($failures[0].FullyQualifiedErrorId) $($failures[0])"
            $null = Get-SoraTask @quiet
            $failures.Count
            $null = Start-SoraEmulator -Use
            try { 'A lake' | New-SoraVideo -Provider OpenAI } catch { "$_"; $_.ErrorDetails.RecommendedAction }
            (Get-SoraEmulator).TasksMade
'@
        $lines[0] | Should -Be 'OpenAI'
        $lines[1] | Should -BeLike "1 InvalidRequest,* The settings file $work/bad.json cannot be used$Says"
        $lines[2] | Should -Be '0'
        $lines[3] | Should -BeLike "The settings file $work/bad.json cannot be used$Says"
        $lines[4] | Should -BeLike 'Correct or delete the file, or name another one in SORAPS_SETTINGS*nothing can be submitted*'
        $lines[5] | Should -Be '0'
        Get-Content -Raw -LiteralPath "$work/bad.json" | Should -Be "$Text$([System.Environment]::NewLine)"
    }
}
