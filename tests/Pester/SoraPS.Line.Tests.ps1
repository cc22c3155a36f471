BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $null = Start-SoraEmulator -Use -GenerationTime 0.3
    $videos = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
}

AfterAll {
    Stop-SoraEmulator
    Remove-Item -LiteralPath $videos -Recurse -ErrorAction Ignore
}

Describe 'The line, with <_>' -ForEach 'LinkModel', 'UniAll', 'Apixo', 'Odkkk', 'AimlApi', 'OpenAI' {
    It 'turns prompts into files' {
        $saved = 'A quiet lake at dawn', 'A paper boat in the rain' |
            New-SoraVideo -Provider $_ | Wait-SoraTask | Save-SoraVideo -Path "$videos/$_"
        $saved | Should -HaveCount 2
        $saved | Should -BeOfType ([SoraPS.SoraVideo])
        ($saved | Get-Item).Length | Should -Be $saved.Length
        (Get-FileHash -LiteralPath $saved[0].Path).Hash | Should -Be $saved[0].Sha256
        Get-ChildItem -LiteralPath "$videos/$_" -Filter *.part* | Should -BeNullOrEmpty
    }
}

Describe 'Rows of a CSV' {
    It 'takes empty cells as not given, and goes on after a bad row' {
        $rows = ConvertFrom-Csv -InputObject @'
Name,Prompt,Duration,AspectRatio,Resolution,Image,RemoveWatermark
good,A lighthouse at dusk,,,,,
bad,A lighthouse at noon,7,16:9,,,
tall,A tower of glass,8,portrait,,,
empty,,4,16:9,,,
'@
        $tasks = $rows | New-SoraVideo -Provider LinkModel -ErrorAction SilentlyContinue -ErrorVariable failures
        $tasks.Name | Sort-Object | Should -Be 'good', 'tall'
        $failures | Should -HaveCount 2
        $failures.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $failures.TargetObject.Name | Sort-Object | Should -Be 'bad', 'empty'
        "$failures" | Should -Match '4, 8, 12'
    }

    It 'never pays for a row that has no prompt column' {
        $before = (Get-SoraEmulator).TasksMade
        { [pscustomobject]@{ Title = 'no prompt here' } | New-SoraVideo -Provider LinkModel } |
            Should -Throw -ErrorId 'InvalidRequest,*' -ExpectedMessage "*no column Prompt*'Title'*"
        (Get-SoraEmulator).TasksMade | Should -Be $before
    }

    It 'sends nothing with -WhatIf' {
        $before = (Get-SoraEmulator).Creates
        Invoke-WithoutScreen -Script { 'A quiet lake' | New-SoraVideo -Provider LinkModel -WhatIf } | Should -BeNullOrEmpty
        (Get-SoraEmulator).Creates | Should -Be $before
    }

    It 'makes no folder with -WhatIf' {
        $task = 'A quiet lake' | New-SoraVideo -Provider LinkModel | Wait-SoraTask
        Invoke-WithoutScreen -ArgumentList $task, "$videos/not-made" -Script {
            param($Task, $Folder) $Task | Save-SoraVideo -Path $Folder -WhatIf
        }
        "$videos/not-made" | Should -Not -Exist
    }

    It 'finds tasks again by the columns of a CSV' {
        $csv = 'A quiet lake' | New-SoraVideo -Provider Apixo | ConvertTo-Csv
        ($csv | ConvertFrom-Csv | Wait-SoraTask).State | Should -Be 'Succeeded'
        ($csv | ConvertFrom-Csv | Get-SoraTask).State | Should -Be 'Succeeded'
    }
}

Describe 'Ending early' {
    It 'stops with Select-Object -First 1' {
        $slow = Start-SoraEmulator -GenerationTime 600
        Set-SoraProvider -Name Slow -Dialect OpenAI -BaseUri $slow.BaseUri.OpenAI -ApiKey $slow.ApiKey
        try {
            $rows = 'Slow', 'OpenAI', 'Slow' | ForEach-Object -Process { [pscustomobject]@{ Prompt = 'A boat'; Provider = $_ } }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $first = $rows | New-SoraVideo | Wait-SoraTask -PollIntervalSec 0.1 | Select-Object -First 1
            $first.Provider | Should -Be 'OpenAI'

            # The others take ten minutes; a busy machine takes its time, too.
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 300
        }
        finally {
            Remove-SoraProvider -Name Slow
            Stop-SoraEmulator -Id $slow.Id
        }
    }

    It 'stops with -ErrorAction Stop at the first bad row' {
        { [pscustomobject]@{ Prompt = 'x'; Duration = 7 } | New-SoraVideo -Provider LinkModel -ErrorAction Stop } |
            Should -Throw -ErrorId 'InvalidRequest,*'
    }

    It 'ends without waiting for an answer when <Stage> is stopped' -ForEach @(
        @{ Stage = 'New-SoraVideo'; Fault = @{ Kind = 'Slow'; On = 'Create'; Delay = 600 } }
        @{ Stage = 'Wait-SoraTask'; Fault = @{ Kind = 'Slow'; On = 'Status'; Delay = 600 } }
        @{ Stage = 'Save-SoraVideo'; Fault = @{ Kind = 'Slow'; On = 'Download'; Delay = 600 } }
    ) {
        $slow = Start-SoraEmulator -GenerationTime 0 -Fault $Fault
        Set-SoraProvider -Name Slow -Dialect OpenAI -BaseUri $slow.BaseUri.OpenAI -ApiKey $slow.ApiKey
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module -Name '$script:StagedModule'; 'A boat' | New-SoraVideo -Provider Slow |
                Wait-SoraTask -PollIntervalSec 0.1 | Save-SoraVideo -Path '$videos/slow'")
            $running = $shell.BeginInvoke()
            $seen = @{ 'New-SoraVideo' = 'Creates'; 'Wait-SoraTask' = 'Polls'; 'Save-SoraVideo' = 'Downloads' }[$Stage]
            $deadline = (Get-Date).AddMinutes(1)
            while ((Get-SoraEmulator -Id $slow.Id).FaultsInjected -eq 0 -and (Get-Date) -lt $deadline) {
                $null = $running.AsyncWaitHandle.WaitOne(50)
            }

            (Get-SoraEmulator -Id $slow.Id).$seen | Should -BeGreaterThan 0
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            # It takes less than a second, on a busy machine some more; an answer is waited for a minute.
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
            Get-ChildItem -Path "$videos/slow" -Filter *.part -ErrorAction Ignore | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
            Remove-SoraProvider -Name Slow
            Stop-SoraEmulator -Id $slow.Id
        }
    }
}

Describe 'Errors before anything is sent' {
    It 'names the variable of a missing key' {
        $lines = Invoke-InNewProcess -Script @"
            Import-Module -Name '$script:StagedModule'
            `$env:ODKKK_API_KEY = ''
            try { 'x' | New-SoraVideo -Provider Odkkk } catch { `$_.FullyQualifiedErrorId; `$_.ErrorDetails.RecommendedAction }
"@
        $lines[0] | Should -BeLike 'ApiKeyMissing,*'
        $lines[1] | Should -Match 'ODKKK_API_KEY'
    }

    It 'names the choices for an unknown provider' {
        { 'x' | New-SoraVideo -Provider Nobody } | Should -Throw -ErrorId 'ProviderNotChosen,*' -ExpectedMessage '*LinkModel*'
    }

    It 'refuses a folder that cannot be written before a row is paid for' {
        $file = New-Item -ItemType File -Path "$videos/file.txt" -Force
        $before = (Get-SoraEmulator).Creates
        { 'x' | New-SoraVideo -Provider LinkModel | Wait-SoraTask | Save-SoraVideo -Path "$($file.FullName)/below" } |
            Should -Throw -ErrorId 'WriteFailed,*'
        (Get-SoraEmulator).Creates | Should -Be $before
    }
}

Describe 'Providers and models' {
    It 'tells a good key from a bad one' {
        $emulator = Get-SoraEmulator
        Set-SoraProvider -Name Wrong -Dialect LinkModel -BaseUri $emulator.BaseUri.LinkModel -ApiKey 'not-the-key'
        Test-SoraProvider -Name LinkModel | Should -BeTrue
        Test-SoraProvider -Name Wrong -WarningAction SilentlyContinue | Should -BeFalse
        Remove-SoraProvider -Name Wrong
    }

    It 'speaks to UniAll in the format of OpenAI, too' {
        $emulator = Get-SoraEmulator
        $address = "$($emulator.BaseUri.UniAll)".TrimEnd('/') + '/v1'
        Set-SoraProvider -Name UniAllNative -Dialect OpenAI -BaseUri $address -ApiKey $emulator.ApiKey
        $asked = @{ Provider = 'UniAllNative'; Model = 'sora2-landscape-8s'; ErrorAction = 'Stop' }
        $folder = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
        try {
            $video = New-SoraVideo 'A lake' @asked | Wait-SoraTask | Save-SoraVideo -Path $folder
            $video.Path | Should -Exist
            $video.Task.Duration | Should -Be 8
        }
        finally {
            Remove-SoraProvider -Name UniAllNative
            Remove-Item -LiteralPath $folder -Recurse -ErrorAction Ignore
        }
    }

    It 'tells the balance of <Name> with -Verbose' -ForEach @(
        @{ Name = 'AimlApi'; Balance = '123\.45 USD' }
        @{ Name = 'Apixo'; Balance = '100 USD' }
        @{ Name = 'Odkkk'; Balance = '[\d.]+ credits' }
    ) {
        $out = Test-SoraProvider -Name $Name -Verbose 4>&1
        $out | Where-Object -FilterScript { $_ -is [bool] } | Should -BeExactly $true
        "$out" | Should -Match "${Name}: the account has $Balance\."
    }

    It 'never shows a key' {
        $secure = ConvertTo-SecureString -String 'sk-very-secret' -AsPlainText -Force
        $provider = Set-SoraProvider -Name Mine -Dialect OpenAI -BaseUri http://127.0.0.1:9/v1 -ApiKey $secure -PassThru
        $provider.KeySource | Should -Be 'Session'
        $provider | Format-List -Property * | Out-String | Should -Not -Match 'very-secret'
        Remove-SoraProvider -Name Mine
    }

    It 'lists models with what they allow' {
        (Get-SoraModel -Provider LinkModel).Durations | Should -Be 4, 8, 12
        (Get-SoraModel -Provider OpenAI -Online).Model | Should -Contain 'sora-2'
    }
}
