BeforeDiscovery {
    $management = Get-Module -ListAvailable -Name Microsoft.PowerShell.SecretManagement
    $hasVault = $management -and (Get-Module -ListAvailable -Name Microsoft.PowerShell.SecretStore)

    # Modules beside PowerShell itself cannot be hidden from it.
    $canHide = $management -and -not $management[0].ModuleBase.StartsWith($PSHOME)
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $emulator = Start-SoraEmulator -GenerationTime 0
    $base = $emulator.BaseUri['OpenAI']
    Set-SoraLedger -Path (Join-Path -Path $TestDrive -ChildPath 'ledger.db')
}

AfterAll {
    Set-SoraLedger -Default
    Stop-SoraEmulator -Id $emulator.Id
}

Describe 'A key of the session' {
    BeforeAll {
        Set-SoraProvider -Name Mine -Dialect OpenAI -BaseUri $base
    }

    AfterAll {
        Remove-SoraProvider -Name Mine
    }

    It 'may be a <Kind>' -ForEach @(
        @{ Kind = 'text'; Value = 'emulator-key' }
        @{ Kind = 'SecureString'; Value = (ConvertTo-SecureString -String 'emulator-key' -AsPlainText -Force) }
        @{ Kind = 'credential'
            Value = [pscredential]::new('any', (ConvertTo-SecureString -String 'emulator-key' -AsPlainText -Force)) }
    ) {
        Set-SoraProvider -Name Mine -ApiKey $Value
        ('A boat' | New-SoraVideo -Provider Mine).State | Should -Be 'Queued'
        (Get-SoraProvider -Name Mine).KeySource | Should -Be 'Session'
    }

    It 'comes before the environment''s' {
        $env:MINE_API_KEY = 'wrong-key-of-the-environment'
        try {
            Test-SoraProvider -Name Mine | Should -BeTrue
        }
        finally {
            $env:MINE_API_KEY = $null
        }
    }
}

Describe 'The header of a key' {
    BeforeAll {
        Set-SoraProvider -Name Azure -Dialect OpenAI -BaseUri "$base`?api-version=preview" -ApiKey 'emulator-key'
    }

    AfterAll {
        Remove-SoraProvider -Name Azure
    }

    It 'is that of the dialect, another one, or that of the dialect again' {
        (Get-SoraProvider -Name Azure).KeyHeader | Should -Be 'Authorization'
        (Set-SoraProvider -Name Azure -KeyHeader 'api-key' -PassThru).KeyHeader | Should -Be 'api-key'
        (Set-SoraProvider -Name Azure -DefaultModel 'sora-2' -PassThru).KeyHeader | Should -Be 'api-key'
        (Set-SoraProvider -Name Azure -KeyHeader '' -PassThru).KeyHeader | Should -Be 'Authorization'
    }

    It 'carries the key alone' {
        # The emulator reads it where OpenAI and Azure document it, and nowhere else.
        Set-SoraProvider -Name Azure -KeyHeader 'x-key'
        Test-SoraProvider -Name Azure -WarningAction SilentlyContinue | Should -BeFalse
        Set-SoraProvider -Name Azure -KeyHeader 'api-key'
        ('A boat' | New-SoraVideo -Provider Azure).State | Should -Be 'Queued'
    }

    It 'comes back with the query of the base address from what Get-SoraProvider gives' {
        Set-SoraProvider -Name Azure -KeyHeader 'api-key'
        $again = Get-SoraProvider -Name Azure | Select-Object -Property Name, BaseUri, KeyHeader | Set-SoraProvider -PassThru
        $again.KeyHeader | Should -Be 'api-key'
        $again.BaseUri | Should -Be "$base`?api-version=preview"
    }

    It 'named <_> is refused, and changes nothing' -ForEach 'Host', 'Cookie', 'Content-Type', 'Proxy-Authorization', 'api key', 'a:b' {
        Set-SoraProvider -Name Azure -KeyHeader ''
        { Set-SoraProvider -Name Azure -KeyHeader $_ -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest*'
        (Get-SoraProvider -Name Azure).KeyHeader | Should -Be 'Authorization'
    }
}

Describe 'A key in a vault' -Tag 'needs Microsoft.PowerShell.SecretManagement and SecretStore' -Skip:(-not $hasVault) {
    BeforeAll {
        $prepare = @"
            Import-Module -Name '$script:StagedModule'
            `$env:SORAPS_LEDGER = '$TestDrive/vault.db'
            `$password = ConvertTo-SecureString -String 'password-of-the-vault' -AsPlainText -Force
            Set-SoraProvider -Name Vaulted -Dialect OpenAI -BaseUri '$base' -SecretName SoraKey
            function Get-Failure {
                try { 'A boat' | New-SoraVideo -Provider Vaulted }
                catch { "`$(`$_.FullyQualifiedErrorId) `$_ `$(`$_.ErrorDetails.RecommendedAction)" }
            }
"@
        $saved = $env:HOME, $env:LOCALAPPDATA
        $env:HOME = $env:LOCALAPPDATA = Join-Path -Path $TestDrive -ChildPath 'home'
        $null = New-Item -Path $env:HOME -ItemType Directory -Force
        $null = Invoke-InNewProcess -Script @"
            `$password = ConvertTo-SecureString -String 'password-of-the-vault' -AsPlainText -Force
            Import-Module -Name Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
            `$store = @{ Authentication = 'Password'; Interaction = 'Prompt'; Password = `$password; PasswordTimeout = -1; Confirm = `$false }
            Set-SecretStoreConfiguration @store
            Register-SecretVault -Name Keys -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
            Unlock-SecretStore -Password `$password
            Set-Secret -Name SoraKey -Secret 'emulator-key'
            Set-Secret -Name Table -Secret @{ a = '1' }
"@
    }

    AfterAll {
        $env:HOME, $env:LOCALAPPDATA = $saved
    }

    It 'is used where it is named, and only read when it is needed' {
        $lines = Invoke-InNewProcess -Script @"
            $prepare
            (Get-SoraProvider -Name Vaulted).KeySource
            Unlock-SecretStore -Password `$password
            ('A boat' | New-SoraVideo -Provider Vaulted).State
            Set-SoraProvider -Name Vaulted -SecretName SoraKey -Vault Keys
            Test-SoraProvider -Name Vaulted
"@
        $lines | Should -Be 'Secret', 'Queued', 'True'
    }

    It 'in a locked vault is an error and no prompt' {
        Invoke-InNewProcess -Script "$prepare; Get-Failure" | Should -BeLike 'ApiKeyMissing,*SoraKey*Unlock-SecretStore*'
    }

    It 'that is not there, or is no key, is an error that says so' {
        $lines = Invoke-InNewProcess -Script @"
            $prepare
            Unlock-SecretStore -Password `$password
            Set-SoraProvider -Name Vaulted -SecretName Nobody
            Get-Failure
            Set-SoraProvider -Name Vaulted -SecretName Table
            Get-Failure
"@
        $lines[0] | Should -BeLike 'ApiKeyMissing,*Nobody*not found*'
        $lines[1] | Should -BeLike 'ApiKeyMissing,*Table*neither a text*'
    }

    It 'says so where SecretManagement is not installed' -Tag 'needs SecretManagement in a folder that can be hidden' -Skip:(-not $canHide) {
        $path = $env:PSModulePath
        try {
            $env:PSModulePath = ''
            $line = Invoke-InNewProcess -Script "$prepare; `$env:PSModulePath = '$TestDrive'; Get-Failure"
        }
        finally {
            $env:PSModulePath = $path
        }

        $line | Should -BeLike 'ApiKeyMissing,*SecretManagement is not installed*'
    }
}

Describe 'A vault that does not answer' -Tag 'needs Microsoft.PowerShell.SecretManagement and SecretStore' -Skip:(-not $hasVault) {
    BeforeAll {
        $saved = $env:HOME, $env:LOCALAPPDATA
        $env:HOME = $env:LOCALAPPDATA = Join-Path -Path $TestDrive -ChildPath 'home-of-silence'
        $module = New-Item -Path "$TestDrive/Silent/Silent.Extension" -ItemType Directory -Force
        New-ModuleManifest -Path "$($module.Parent)/Silent.psd1" -NestedModules './Silent.Extension'
        $functions = 'Get-Secret', 'Get-SecretInfo', 'Set-Secret', 'Remove-Secret', 'Test-SecretVault'
        $manifest = @{ RootModule = 'Silent.Extension.psm1'; FunctionsToExport = $functions }
        New-ModuleManifest -Path "$module/Silent.Extension.psd1" @manifest

        # No stop reaches it, as when it asks a person on the console; PowerShell itself does not end before it does.
        Set-Content -Path "$module/Silent.Extension.psm1" -Value @'
            function Get-Secret {
                param($Name, $VaultName, $AdditionalParameters)
                $env:SORAPS_TEST_ASKED = 1 + $env:SORAPS_TEST_ASKED
                [System.Threading.Thread]::Sleep(8000)
            }
            function Get-SecretInfo { param($Filter, $VaultName, $AdditionalParameters) }
            function Set-Secret { param($Name, $Secret, $VaultName, $AdditionalParameters) }
            function Remove-Secret { param($Name, $VaultName, $AdditionalParameters) }
            function Test-SecretVault { param($VaultName, $AdditionalParameters) $true }
'@
    }

    AfterAll {
        $env:HOME, $env:LOCALAPPDATA = $saved
    }

    It 'does not hold up Ctrl+C' {
        $lines = Invoke-InNewProcess -Script @"
            Register-SecretVault -Name Silent -ModuleName '$TestDrive/Silent'
            Import-Module -Name '$script:StagedModule'
            `$env:SORAPS_LEDGER = '$TestDrive/silent.db'
            Set-SoraProvider -Name Silent -Dialect OpenAI -BaseUri '$base' -SecretName Any -Vault Silent
            `$shell = [powershell]::Create().AddScript(
                "Import-Module -Name '$script:StagedModule'; 'A boat' | New-SoraVideo -Provider Silent")
            `$running = `$shell.BeginInvoke()
            `$deadline = (Get-Date).AddMinutes(1)
            while (-not `$env:SORAPS_TEST_ASKED -and (Get-Date) -lt `$deadline) {
                `$null = `$running.AsyncWaitHandle.WaitOne(50)
            }

            `$watch = [System.Diagnostics.Stopwatch]::StartNew()
            `$shell.Stop()

            # The vault takes eight seconds to answer; the stop does not wait for it, and a busy machine takes its time.
            `$watch.Elapsed.TotalSeconds -lt 6
            `$env:SORAPS_TEST_ASKED
"@
        $lines | Should -Be 'True', '1'
    }
}

Describe 'The proxy of a provider' {
    It 'stays when its credentials come later' {
        Set-SoraProvider -Name Behind -Dialect OpenAI -BaseUri $base -Proxy http://proxy.example:8080
        $secret = ConvertTo-SecureString -String 'proxy-password' -AsPlainText -Force
        $later = Set-SoraProvider -Name Behind -ProxyCredential ([pscredential]::new('me', $secret)) -PassThru
        $later.Proxy | Should -Be 'http://proxy.example:8080/'
        $later | ConvertTo-Json | Should -Not -Match 'proxy-password'
        (Set-SoraProvider -Name Behind -ProxyUseDefaultCredentials -PassThru).Proxy | Should -Be $later.Proxy
        Remove-SoraProvider -Name Behind
    }

    It 'cannot be told two things at once' {
        $credential = [pscredential]::new('me', (ConvertTo-SecureString -String 'proxy-password' -AsPlainText -Force))
        $both = @{ ProxyCredential = $credential; ProxyUseDefaultCredentials = $true }
        { Set-SoraProvider -Name LinkModel @both -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        { Set-SoraProvider -Name LinkModel -Proxy 'http://me:pw@proxy' -ErrorAction Stop } |
            Should -Throw -ErrorId 'InvalidRequest,*'
    }
}

Describe 'No key' {
    It 'is in anything that is said, thrown or written' {
        $key = 'sk-Zq7/+Very"Unusual'
        $forms = $key, [uri]::EscapeDataString($key), ($key | ConvertTo-Json).Trim('"'),
            [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($key))
        $folder = New-Item -Path $TestDrive -Name everything -ItemType Directory
        $said = Invoke-InNewProcess -Script @"
            `$probe = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            `$probe.Start()
            `$port = `$probe.LocalEndpoint.Port
            `$probe.Stop()
            `$echo = [System.Net.HttpListener]::new()
            `$echo.Prefixes.Add("http://127.0.0.1:`$port/")
            `$echo.Start()
            `$echoing = Start-ThreadJob -ArgumentList `$echo -ScriptBlock {
                # Says back what it got, as it came, in JSON, as in an address and as in HTML.
                while (`$args[0].IsListening) {
                    `$context = `$args[0].GetContext()
                    `$got = `$context.Request.Headers['Authorization']
                    `$more = [uri]::EscapeDataString(`$got), [System.Net.WebUtility]::HtmlEncode(`$got)
                    `$body = @{ error = @{ message = "Bad key: `$got `$more"; code = `$got } } | ConvertTo-Json
                    `$bytes = [System.Text.Encoding]::UTF8.GetBytes(`$body)
                    `$context.Response.StatusCode = 401
                    `$context.Response.AddHeader('x-request-id', `$got)
                    `$context.Response.Close(`$bytes, `$false)
                }
            }
            Start-Transcript -Path '$folder/transcript.txt' | Out-Null
            Import-Module -Name '$script:StagedModule'
            `$env:SORAPS_LEDGER = '$folder/ledger.db'
            `$ErrorActionPreference = 'Continue'
            `$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'
            `$all = @{ Verbose = `$true; Debug = `$true }
            `$key = ConvertTo-SecureString -String '$($key.Replace("'", "''"))' -AsPlainText -Force
            `$emulator = Start-SoraEmulator -GenerationTime 0.2 -Fault @{ Kind = 'LostReply'; On = 'Create'; Rate = 0.2 },
                @{ Kind = 'ErrorBefore'; On = 'Status'; Rate = 0.2 }, @{ Kind = 'HtmlDownload'; Rate = 0.2 }, @{ Kind = 'FailedTask'; Rate = 0.2 }
            & {
                foreach (`$name in `$emulator.BaseUri.Keys) {
                    # This server refuses the key and says it back, as some gateways do.
                    Set-SoraProvider -Name `$name -BaseUri "http://127.0.0.1:`$port" -ApiKey `$key -PollIntervalSec 0.1
                    Test-SoraProvider -Name `$name @all
                    'A boat' | New-SoraVideo -Provider `$name @all
                    'A boat' | New-SoraVideo -Provider `$name -AsJob | Receive-Job -Wait -AutoRemoveJob
                    Get-SoraTask -Id some-id -Provider `$name @all
                    Get-SoraModel -Provider `$name -Online @all

                    # The emulator refuses it as well.
                    Set-SoraProvider -Name `$name -BaseUri `$emulator.BaseUri[`$name] -PassThru | Format-List -Property *
                    Test-SoraProvider -Name `$name
                    'A boat' | New-SoraVideo -Provider `$name -Batch all
                    Get-SoraTask -Id some-id -Provider `$name
                    Wait-SoraTask -Id some-id -Provider `$name -TimeoutSec 1
                    Save-SoraVideo -Id some-id -Provider `$name -Path '$folder/videos'
                    Get-SoraModel -Provider `$name -Online

                    # This key is taken.
                    Set-SoraProvider -Name `$name -ApiKey emulator-key
                    1..5 | ForEach-Object -Process { "Boat `$_" } | New-SoraVideo -Provider `$name -Batch `$name |
                        Wait-SoraTask | Save-SoraVideo -Path '$folder/videos'
                }

                Get-SoraTask | ConvertTo-Json -Depth 4
                Get-SoraProvider | ConvertTo-Json -Depth 4
                Get-SoraTask -First 1 | Remove-SoraTask -Force
            } *>&1 | Out-String -Width 4096
            `$Error | ForEach-Object -Process { `$_ | Format-List -Property * -Force | Out-String -Width 4096; `$_.Exception.ToString() }
            Stop-Transcript | Out-Null
            `$echo.Stop()
"@
        $text = $said -join [System.Environment]::NewLine
        $text | Should -Match 'POST 127\S+ 401 ' -Because 'the requests must have been told'
        $text | Should -Match 'Bad key: Bearer \*\*\*' -Because 'the server must have said the key back'
        $files = Get-ChildItem -Path $folder -Recurse -File
        $files.Count | Should -BeGreaterThan 5
        foreach ($form in $forms + 'emulator-key') {
            $text.Contains($form) | Should -BeFalse -Because "'$form' was said"
            foreach ($file in $files) {
                $bytes = [System.IO.File]::ReadAllText($file.FullName, [System.Text.Encoding]::Latin1)
                $bytes.Contains($form) | Should -BeFalse -Because "'$form' is in $($file.Name)"
            }
        }
    }
}
