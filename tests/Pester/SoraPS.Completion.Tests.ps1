BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $folder = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $folder -ItemType Directory
    $before = $env:SORAPS_LEDGER
    $env:SORAPS_LEDGER = Join-Path -Path $folder -ChildPath 'ledger.db'
    Set-SoraProvider -Name 'My Box' -Dialect OpenAI -BaseUri http://127.0.0.1:9/v1 -DefaultModel Wan2.2

    function Get-Completion {
        param([string] $Line)
        (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches
    }
}

AfterAll {
    Remove-SoraProvider -Name 'My Box'
    $env:SORAPS_LEDGER = $before
    Remove-Item -LiteralPath $folder -Recurse
}

Describe 'Completion of what does not depend on other parameters' {
    It 'offers the providers after <_>' -ForEach @(
        'New-SoraVideo -Provider ', 'Wait-SoraTask -Provider ', 'Save-SoraVideo -Provider ', 'Get-SoraTask -Provider '
        'Get-SoraModel -Provider ', 'Get-SoraProvider ', 'Set-SoraProvider ', 'Remove-SoraProvider '
        'Test-SoraProvider '
    ) {
        $offers = Get-Completion -Line $_
        $offers.CompletionText | Should -Contain "'My Box'"
        $offers.CompletionText -replace "'" | Should -Be ((Get-SoraProvider).Name | Sort-Object)
    }

    It 'tells dialect, address and whether there is a key' {
        (Get-Completion -Line "Get-SoraProvider 'My").ToolTip | Should -Be 'OpenAI, http://127.0.0.1:9/v1, no key'
        Set-SoraProvider -Name 'My Box' -ApiKey 'sk-very-secret'
        (Get-Completion -Line 'Get-SoraProvider My').ToolTip |
            Should -Be 'OpenAI, http://127.0.0.1:9/v1, has a key (Session)'
    }

    It 'names the variable of a missing key' {
        $lines = Invoke-InNewProcess -Script @"
            Import-Module -Name '$script:StagedModule'
            `$env:ODKKK_API_KEY = ''
            (TabExpansion2 -inputScript 'Get-SoraProvider Od' -cursorColumn 19).CompletionMatches.ToolTip
"@
        $lines | Should -Be 'Odkkk, https://ai.odkkk.com/apiv1, no key (ODKKK_API_KEY is not set)'
    }

    It 'offers the dialects with the address of each' {
        $offers = Get-Completion -Line 'Set-SoraProvider X -Dialect '
        $offers.CompletionText | Sort-Object | Should -Be ((Get-SoraProvider).Dialect | Sort-Object -Unique)
        $offers[0].ToolTip | Should -Be 'as at https://api.linkmodel.ai/api/v1; default model sora-2'
    }

    It 'lets no other dialect pass' {
        { Set-SoraProvider -Name X -Dialect Nobody } | Should -Throw -ExpectedMessage "*no dialect 'Nobody'*AimlApi*"
    }

    It 'offers the emulators that run' {
        $emulator = Start-SoraEmulator
        $offer = Get-Completion -Line 'Stop-SoraEmulator '
        Stop-SoraEmulator -Id $emulator.Id
        $offer.CompletionText | Should -Be "$($emulator.Id)"
        $offer.ToolTip | Should -Be "$($emulator.BaseUri['OpenAI'].GetLeftPart('Authority')), 0 tasks"
    }

    It 'offers every field of a file name, in quotes, with an example' {
        $offers = Get-Completion -Line 'Save-SoraVideo -FileName '
        $offers.ListItemText | Should -Contain '{Batch}'
        $offers.Where({ $_.ListItemText -eq '{CreatedAt:yyyyMMdd}' }).ToolTip | Should -Be 'such as 20261120'
        foreach ($offer in $offers) {
            { @() | Save-SoraVideo -Path $folder -FileName $offer.ListItemText } |
                Should -Not -Throw -Because $offer.ListItemText
        }
    }

    It 'adds a field to what was typed before it' {
        (Get-Completion -Line "Save-SoraVideo -FileName '{Batch}-{Na").CompletionText | Should -Be "'{Batch}-{Name}'"
        (Get-Completion -Line 'Save-SoraVideo -FileName my-').CompletionText | Should -Contain "'my-{Id}'"
    }
}

Describe 'Completion that goes by the provider and the model' {
    It 'offers the models of the named provider, with what they have and cost' {
        $offer = Get-Completion -Line 'New-SoraVideo -Provider LinkModel -Model '
        $offer.CompletionText | Should -Be 'sora-2'
        $offer.ToolTip | Should -BeLike 'LinkModel: 4, 8, 12 s; 16:9, 9:16; 720p, *; 0.34 USD per video* (as of 2026-*)'
    }

    It 'offers the models of the default provider, its own first' {
        Set-SoraProvider -Name 'My Box' -Default
        (Get-Completion -Line 'New-SoraVideo -Model ').CompletionText | Select-Object -First 2 |
            Should -Be 'Wan2.2', 'sora-2'
        Remove-SoraProvider -Name 'My Box'
        Set-SoraProvider -Name 'My Box' -Dialect OpenAI -BaseUri http://127.0.0.1:9/v1 -DefaultModel Wan2.2
    }

    It 'offers <Expected> for <Parameter> of <Model>' -ForEach @(
        @{ Parameter = 'Duration'; Model = 'sora2-portrait-8s'; Expected = '8' }
        @{ Parameter = 'AspectRatio'; Model = 'sora2-portrait-8s'; Expected = '9:16' }
        @{ Parameter = 'Resolution'; Model = 'sora2-portrait-8s'; Expected = '720p', '720x1280' }
        @{ Parameter = 'Duration'; Model = 'unheard-of'; Expected = @() }
    ) {
        $offers = Get-Completion -Line "New-SoraVideo -Provider UniAll -Model $Model -$Parameter "
        @($offers.CompletionText) | Should -Be $Expected
    }

    It 'tells the price of each resolution' {
        $offers = Get-Completion -Line 'New-SoraVideo -Provider OpenAI -Model sora-2-pro -Resolution '
        $offers.CompletionText | Should -Be '720p', '1024p', '1080p'
        $offers[1].ToolTip | Should -BeLike '1024p with sora-2-pro: 0.50 USD per second* (as of 2026-*)'
    }

    It 'asks no gateway' {
        $null = Start-SoraEmulator -Use
        foreach ($parameter in 'Provider', 'Model', 'Duration', 'AspectRatio', 'Resolution') {
            Get-Completion -Line "New-SoraVideo -Provider OpenAI -$parameter " | Should -Not -BeNullOrEmpty
        }

        $seen = Get-SoraEmulator
        Stop-SoraEmulator
        $seen.Creates + $seen.Polls + $seen.Downloads | Should -Be 0
    }

    It 'loads neither HTTP nor SQLite' {
        $lines = Invoke-InNewProcess -Script @"
            `$env:SORAPS_LEDGER = '$folder/none.db'
            Import-Module -Name '$script:StagedModule'
            `$lines = 'New-SoraVideo -Provider ', 'New-SoraVideo -Provider UniAll -Model ', 'Wait-SoraTask -Id '
            foreach (`$line in `$lines) {
                (TabExpansion2 -inputScript `$line -cursorColumn `$line.Length).CompletionMatches.Count
            }
            [System.Runtime.Loader.AssemblyLoadContext]::All.Where({ `$_.Name -eq 'SoraPS' }).Assemblies.GetName().Name
"@
        [int]$lines[0] | Should -BeGreaterThan 5
        $lines | Should -Contain 'SoraPS.Core'
        $lines -match 'Polly|Http|Sqlite|SQLite' | Should -BeNullOrEmpty
    }
}

Describe 'Completion from the ledger' {
    BeforeAll {
        # The types are the module's own, so they are not found by name.
        $assembly = [SoraPS.Loading.ModuleLoadContext]::Initialize()
        $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly)
        $core = $context.Assemblies.Where({ $_.GetName().Name -eq 'SoraPS.Core' })[0]

        function Write-Ledger {
            param([hashtable[]] $Task)
            $ledger = $core.GetType('SoraPS.Core.Ledger.Sqlite.SqliteLedger')::Open($env:SORAPS_LEDGER, $null)
            foreach ($one in $Task) {
                $one.RequestId = [guid]::NewGuid().ToString('n')
                $entry = $core.GetType('SoraPS.Core.Ledger.LedgerEntry')::new([SoraPS.SoraTask]$one, 'Made for a test.')
                $ledger.WriteAsync($entry).GetAwaiter().GetResult()
            }

            $ledger.DisposeAsync().AsTask().Wait()
        }

        function Get-BatchOffer {
            $completer = $assembly.GetType('SoraPS.Completion.BatchCompleter')::new()
            $completer.CompleteArgument('New-SoraVideo', 'Batch', '', $null, @{})
        }
    }

    It 'offers nothing, and makes no ledger, where there is none' {
        Get-Completion -Line 'Wait-SoraTask -Id ' | Should -BeNullOrEmpty
        Get-BatchOffer | Should -BeNullOrEmpty
        $env:SORAPS_LEDGER | Should -Not -Exist
    }

    It 'offers the tasks that are not finished, newest first, of the named provider' {
        $early = [System.DateTimeOffset]::UtcNow.AddHours(-5.5)
        $late = [System.DateTimeOffset]::UtcNow.AddMinutes(-3.5)
        Write-Ledger -Task @(
            @{ Provider = 'OpenAI'; Id = 'old'; State = 'Queued'; Batch = 'a b'; Prompt = 'A lake'; CreatedAt = $early }
            @{ Provider = 'Apixo'; Id = 'new'; State = 'Running'; Batch = 'a b'; Name = 'boat'; CreatedAt = $late }
            @{ Provider = 'Apixo'; Id = 'bad'; State = 'Failed'; Batch = 'done'; CreatedAt = $late }
        )
        $offers = Get-Completion -Line 'Wait-SoraTask -Id '
        $offers.CompletionText | Should -Be 'new', 'old'
        $offers.ToolTip | Should -Be 'Apixo, Running, 3 m ago: boat', 'OpenAI, Queued, 5 h ago: A lake'
        (Get-Completion -Line 'Save-SoraVideo -Provider openai -Id ').CompletionText | Should -Be 'old'
    }

    It 'offers the batches, with how much is unfinished' {
        $offers = Get-BatchOffer
        $offers.CompletionText | Should -Be "'a b'", 'done'
        $offers.ToolTip | Should -Be 'a b: 2 unfinished, the newest made 3 m ago', 'done: nothing unfinished'
    }

    It 'offers 200 at most' {
        Write-Ledger -Task (1..201 | ForEach-Object -Process { @{ Provider = 'Apixo'; Id = "t$_"; State = 'Queued' } })
        Get-Completion -Line 'Wait-SoraTask -Id t' | Should -HaveCount 200
    }

    It 'offers nothing, and says nothing, where the ledger cannot be read' {
        Set-Content -LiteralPath $env:SORAPS_LEDGER -Value 'This is no ledger.'
        Get-BatchOffer | Should -BeNullOrEmpty
        Get-Completion -Line 'Wait-SoraTask -Id ' | Should -BeNullOrEmpty
    }
}
