BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $null = Start-SoraEmulator -Use -GenerationTime 0
    $folder = New-Item -ItemType Directory -Path ([System.IO.Path]::GetTempPath()) -Name "soraps-$([guid]::NewGuid())"
    $priceFile = Join-Path -Path $folder -ChildPath 'prices.json'
    $rows = ConvertFrom-Csv -InputObject @'
Name,Prompt,Provider,Duration,AspectRatio
a,A lighthouse at dusk,LinkModel,4,16:9
b,A lighthouse at noon,LinkModel,,
c,A paper boat,UniAll,8,portrait
d,A long paper boat,LinkModel,12,
e,A paper plane,LinkModel,7,
f,A tower of glass,Odkkk,10,
'@

    # Prices are read from where the user keeps them: tests must not meet those of whoever runs them.
    $env:SORAPS_PRICES = $priceFile
    function Write-PriceFile {
        param([string] $Price)
        Set-Content -LiteralPath $priceFile -Value "{ `"prices`": [`n$Price`n] }"
    }

    # Any model, by the video.
    function Write-OwnPrice {
        param([string] $Provider, [decimal] $Euro)
        $price = @{ provider = $Provider; model = '*'; amount = $Euro; currency = 'EUR'; unit = 'video' }
        Write-PriceFile (ConvertTo-Json -InputObject ($price + @{ asOf = '2026-11-01' }))
    }

    $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
}

AfterAll {
    Stop-SoraEmulator
    $env:SORAPS_PRICES = $null
    Remove-Item -LiteralPath $folder -Recurse
}

Describe 'Measure-SoraCost' {
    BeforeEach {
        Write-PriceFile
    }

    It 'tells the cost of each provider, model and price, and sends nothing' {
        $before = (Get-SoraEmulator).Creates
        $costs = $rows | Measure-SoraCost @quiet
        $costs | Should -BeOfType ([SoraPS.SoraCost])
        "$costs" | Should -Be '2 rows for 0.68 USD 1 row for 0.544 USD 1 row of unknown price 1 row of unknown price'
        $costs[0].Cost | Should -Be 0.68
        $costs[0].UnitPrice | Should -Be '0.34 USD per video of 4 s'
        $costs[0].AsOf | Should -BeOfType ([System.DateOnly])
        $costs[0].Source | Should -Not -BeNullOrEmpty
        $costs[1].Model | Should -Be 'sora2-portrait-8s'
        $null -eq $costs[2].Cost | Should -BeTrue
        (Get-SoraEmulator).Creates | Should -Be $before

        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $failures[0].TargetObject.Name | Should -Be 'e'
    }

    It 'gives the errors that New-SoraVideo would give' {
        $bad = $rows[4],
            [pscustomobject]@{ Provider = 'LinkModel' },
            [pscustomobject]@{ Prompt = 'x'; Provider = 'Nobody' }
        $bad | Measure-SoraCost -ErrorAction SilentlyContinue -ErrorVariable measured
        $bad | New-SoraVideo -ErrorAction SilentlyContinue -ErrorVariable submitted
        $measured | Should -HaveCount 3
        $measured.TargetObject | Should -Be $bad
        $measured | ForEach-Object -MemberName ToString | Sort-Object |
            Should -Be ($submitted | ForEach-Object -MemberName ToString | Sort-Object)
    }

    It 'never mixes currencies in a total' {
        Write-OwnPrice -Provider UniAll -Euro 1
        $totals = $rows | Measure-SoraCost -Total -ErrorAction SilentlyContinue
        "$totals" | Should -Be '2 rows for 0.68 USD 1 row for 1.00 EUR 2 rows of unknown price'
        $totals.Currency | Should -Be 'USD', 'EUR', $null
    }

    It 'shows rows, cost and price as a table' {
        $table = $rows[0..3] | Measure-SoraCost | Out-String -Width 120
        $table | Should -Match 'LinkModel +sora-2 +2 +0.68 USD +0.34 USD per video of 4 s +2026-11-20'
        $table | Should -Match 'LinkModel +sora-2 +1 +unknown'
    }

    It 'needs no key' {
        $lines = Invoke-InNewProcess -Script @"
            Import-Module -Name '$script:StagedModule'
            `$env:UNIALL_API_KEY = ''
            "`$('A boat', 'Another boat' | Measure-SoraCost -Provider UniAll)"
"@
        $lines | Should -Be '2 rows for 0.544 USD'
    }
}

Describe 'New-SoraVideo -MaxCost' {
    BeforeEach {
        Write-PriceFile
    }

    It 'stops before the row that would pass it' {
        $before = (Get-SoraEmulator).TasksMade
        $boats = 1..6 | ForEach-Object -Process { [pscustomobject]@{ Name = "boat $_"; Prompt = "Boat $_" } }
        $tasks = $boats | New-SoraVideo -Provider LinkModel -MaxCost 0.7 @quiet
        $tasks.Name | Sort-Object | Should -Be 'boat 1', 'boat 2'
        (Get-SoraEmulator).TasksMade | Should -Be ($before + 2)
        $failures | Should -HaveCount 4
        $failures.FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        $failures.TargetObject | Sort-Object -Property Name | Should -Be $boats[2..5]
        $failures.CategoryInfo.Category | Select-Object -Unique | Should -Be 'LimitsExceeded'
        ($failures | Where-Object -FilterScript { $_.TargetObject -eq $boats[2] }) |
            Should -BeLike '*costs 0.34 USD*0.02 of 0.70 USD*'
    }

    It 'counts no row that was submitted before' {
        $boats = 1..3 | ForEach-Object { [pscustomobject]@{ Prompt = "Known boat $_" } }
        $before = (Get-SoraEmulator).TasksMade
        $null = $boats[0..1] | New-SoraVideo -Provider LinkModel -Batch limited @quiet
        $tasks = $boats[0..2] | New-SoraVideo -Provider LinkModel -Batch limited -MaxCost 0.34 @quiet
        $tasks | Should -HaveCount 3
        (Get-SoraEmulator).TasksMade | Should -Be ($before + 3)
    }

    It 'takes an unknown price only with -Force' {
        $before = (Get-SoraEmulator).TasksMade
        $unknown = ConvertFrom-Csv -InputObject 'Prompt,Duration', 'A long boat,12', 'A short boat,4'
        $tasks = $unknown | New-SoraVideo -Provider LinkModel -MaxCost 1 @quiet
        $tasks.Prompt | Should -Be 'A short boat'
        $failures.FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        $failures.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        ($unknown | New-SoraVideo -Provider LinkModel -MaxCost 1 -Force) | Should -HaveCount 2
        (Get-SoraEmulator).TasksMade | Should -Be ($before + 3)
    }

    It 'takes one currency' {
        Write-OwnPrice -Provider UniAll -Euro 1
        $tasks = $rows[0..2] | New-SoraVideo -MaxCost 100 @quiet
        $tasks.Name | Sort-Object | Should -Be 'a', 'b'
        $failures.FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        "$failures" | Should -BeLike '*EUR*USD*'
    }

    It 'refuses a limit below 0' {
        { 'x' | New-SoraVideo -Provider LinkModel -MaxCost -0.1 } |
            Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'New-SoraVideo -MaxBatchCost' {
    BeforeEach {
        Write-PriceFile
    }

    It 'counts what all runs of the batch have cost, also with -WhatIf' {
        $boats = 1..6 | ForEach-Object -Process { [pscustomobject]@{ Name = "boat $_"; Prompt = "Batch boat $_" } }
        $before = (Get-SoraEmulator).TasksMade
        $boats[0..1] | New-SoraVideo -Provider LinkModel -Batch bounded @quiet | Should -HaveCount 2
        $limited = @{ Provider = 'LinkModel'; Batch = 'bounded'; MaxBatchCost = 1.1 }
        $null = $boats | New-SoraVideo @limited -WhatIf @quiet
        $failures | Should -HaveCount 3
        "$($failures[0])" | Should -BeLike '*costs 0.34 USD*0.08 of 1.10 USD of -MaxBatchCost*'
        $tasks = $boats | New-SoraVideo @limited @quiet
        $tasks | Should -HaveCount 3
        $failures | Should -HaveCount 3
        $failures.FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        "$failures" | Should -BeLike '*costs 0.34 USD*0.08 of 1.10 USD of -MaxBatchCost*'
        $boats | New-SoraVideo @limited @quiet | Should -HaveCount 3
        (Get-SoraEmulator).TasksMade | Should -Be ($before + 3)
    }

    It 'needs a batch, and a known price unless -Force is given' {
        { 'x' | New-SoraVideo -Provider LinkModel -MaxBatchCost 1 } | Should -Throw -ErrorId 'InvalidRequest,*'
        $unknown = ConvertFrom-Csv -InputObject 'Prompt,Duration', 'A long boat,12'
        $unknown | New-SoraVideo -Provider LinkModel -Batch long -MaxBatchCost 1 @quiet | Should -BeNullOrEmpty
        "$failures" | Should -BeLike '*-MaxBatchCost could not be kept*'
        $unknown | New-SoraVideo -Provider LinkModel -Batch long -MaxBatchCost 1 -Force @quiet | Should -HaveCount 1
    }
}

Describe 'New-SoraVideo -WhatIf' {
    BeforeAll {
        Write-OwnPrice -Provider UniAll -Euro 1

        # What -WhatIf writes goes to the host, so it is read from a process's output.
        $script:Preview = Invoke-InNewProcess -Script @"
            Import-Module -Name '$script:StagedModule'
            `$null = Start-SoraEmulator -Use
            `$rows = @'
$($rows | ConvertTo-Csv | Out-String)
'@ | ConvertFrom-Csv

            # It must not steer the terminal.
            `$rows[3].Prompt = 'A' + [char] 27 + 'long paper boat'
            `$quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
            `$rows | New-SoraVideo -WhatIf @quiet
            'Errors: ' + `$failures.Count
            `$rows[0..2] | New-SoraVideo -WhatIf -MaxCost 0.5 @quiet
            'Errors: ' + `$failures.FullyQualifiedErrorId
            'Creates: ' + (Get-SoraEmulator).Creates
            'x' | New-SoraVideo -Provider LinkModel -Verbose 4>&1 | ForEach-Object -Process { "`$_" }
            Stop-SoraEmulator
"@
    }

    It 'says the cost of each row' {
        $script:Preview[0] |
            Should -BeLike 'What if: *"Submit a paid task for 0.34 USD" on target "LinkModel: a: A lighthouse at dusk".'
        $script:Preview[3] |
            Should -BeLike '*"Submit a paid task (price unknown)" on target "LinkModel: d: A long paper boat".'
    }

    It 'ends with the total, and tells bad rows' {
        $script:Preview[5] |
            Should -Be 'What if: In all: 2 rows for 0.68 USD; 1 row for 1.00 EUR; 2 rows of unknown price.'
        $script:Preview[6] | Should -Be 'Errors: 1'
    }

    It 'shows where -MaxCost would stop' {
        $script:Preview[8] | Should -Be 'What if: In all: 1 row for 0.34 USD.'
        $script:Preview[9] | Should -BeLike 'Errors: CostLimitReached,* CostLimitReached,*'
    }

    It 'sends nothing' {
        $script:Preview | Should -Contain 'Creates: 0'
    }

    It 'has the cost in -Verbose, too' {
        $script:Preview | Where-Object -FilterScript { $_ -like '*for 0.34 USD* on target "LinkModel: x".' } |
            Where-Object -FilterScript { $_ -notlike 'What if:*' } | Should -Not -BeNullOrEmpty
    }
}

Describe 'Own prices' {
    BeforeEach {
        Write-PriceFile
    }

    It 'come before published ones, in Get-SoraModel, too' {
        Write-PriceFile @'
            { "provider": "LinkModel", "model": "sora*",
              "amount": 0.1, "currency": "EUR", "unit": "second", "asOf": "2026-11-01" }
'@
        'x' | Measure-SoraCost -Provider LinkModel | Should -Be '1 row for 0.40 EUR'
        "$((Get-SoraModel -Provider LinkModel).Prices)" | Should -Be '0.10 EUR per second'
        (Get-SoraModel -Provider LinkModel).Prices[0].Source | Should -Be $priceFile
    }

    It 'are needed for a server of one''s own' {
        Set-SoraProvider -Name GpuBox -Dialect OpenAI -BaseUri http://127.0.0.1:9/v1 -DefaultModel sora-2
        try {
            'x' | Measure-SoraCost -Provider GpuBox | Should -Be '1 row of unknown price'
            Write-OwnPrice -Provider GpuBox -Euro 0
            'x' | Measure-SoraCost -Provider GpuBox | Should -Be '1 row for 0.00 EUR'
        }
        finally {
            Remove-SoraProvider -Name GpuBox
        }
    }

    It 'end the command before anything is sent if <Why>' -ForEach @(
        @{ Why = 'a field is misspelt'; Price = '{ "amout": 1 }'; Words = '*line 2: a price has no ''amout''*' }
        @{ Why = 'it is no JSON'; Price = '{ provider }'; Words = '*prices.json cannot be used, line 2*' }
    ) {
        $before = (Get-SoraEmulator).Creates
        Write-PriceFile $Price
        $thrown = @{ Throw = $true; ErrorId = 'InvalidRequest,*'; ExpectedMessage = $Words }
        { 'x' | New-SoraVideo -Provider LinkModel } | Should @thrown
        { 'x' | Measure-SoraCost -Provider LinkModel } | Should @thrown
        { Get-SoraModel } | Should @thrown
        (Get-SoraEmulator).Creates | Should -Be $before
    }

    It 'lie in the user''s settings unless SORAPS_PRICES names a file' -Tag 'needs Linux' -Skip:(-not $IsLinux) {
        $settings = New-Item -ItemType Directory -Path $folder -Name 'settings/SoraPS' -Force
        Write-OwnPrice -Provider UniAll -Euro 3
        Copy-Item -LiteralPath $priceFile -Destination $settings
        $lines = Invoke-InNewProcess -Script @"
            Import-Module -Name '$script:StagedModule'
            `$env:SORAPS_PRICES = ''
            `$env:XDG_CONFIG_HOME = '$(Split-Path -Path $settings)'
            "`$('x' | Measure-SoraCost -Provider UniAll)"
            `$env:SORAPS_PRICES = '$folder/missing.json'
            try { 'x' | Measure-SoraCost -Provider UniAll } catch { "`$_" }
"@
        $lines[0] | Should -Be '1 row for 3.00 EUR'
        $lines[1] | Should -BeLike '*missing.json cannot be read*'
    }
}
