# The gallery as a user asks for it; what a browser makes of it is xunit's business.
BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $work -ItemType Directory
    Push-Location -LiteralPath $work
    Set-SoraLedger -Path "$work/ledger.db"
    $emulator = Start-SoraEmulator -Use -GenerationTime 0
    $saved = 'A lake', 'A boat' | New-SoraVideo -Provider LinkModel -Batch spring | Wait-SoraTask | Save-SoraVideo -Path ./videos

    function Get-Row {
        param([string] $Path)

        $null = (Get-Content -Raw -LiteralPath $Path) -match '(?s)id="data">(?<json>.*?)</script>'
        ($Matches.json | ConvertFrom-Json).rows
    }
}

AfterAll {
    Pop-Location
    Stop-SoraEmulator -Id $emulator.Id
    Set-SoraLedger -Default
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'Export-SoraGallery' {
    It 'shows videos, and gives the page' {
        $page = $saved | Export-SoraGallery ./videos/index.html
        $page | Should -BeOfType System.IO.FileInfo
        (Get-Row -Path $page).file | Should -Be $saved.Name
        (Get-Row -Path $page).prompt | Sort-Object | Should -Be 'A boat', 'A lake'
    }

    It 'shows tasks, and rows of a CSV' {
        Get-SoraTask -Batch spring | Export-Csv -LiteralPath ./tasks.csv
        $ofTasks = Get-Row -Path (Get-SoraTask -Batch spring | Export-SoraGallery ./tasks.html)
        $ofRows = Get-Row -Path (Import-Csv -LiteralPath ./tasks.csv | Export-SoraGallery ./rows.html)
        $ofTasks.file | Sort-Object | Should -Be ($saved.Name.ForEach({ "videos/$_" }) | Sort-Object)
        foreach ($name in 'id', 'file', 'length', 'prompt', 'state', 'cost', 'currency', 'isEstimate') {
            $ofRows.$name | Should -Be $ofTasks.$name -Because $name
        }
    }

    It 'writes index.html into a folder, with the title' {
        ($saved | Export-SoraGallery ./videos -Title 'A & B').FullName | Should -Be (Join-Path -Path $work -ChildPath videos -AdditionalChildPath index.html)
        './videos/index.html' | Should -FileContentMatch ([regex]::Escape('<title>A &amp; B</title>'))
    }

    It 'passes its input on with -PassThru' {
        $passed = $saved | Export-SoraGallery ./passed.html -PassThru
        $passed.Path | Should -Be $saved.Path
        $passed | Should -BeOfType SoraPS.SoraVideo
        './passed.html' | Should -Exist
    }

    It 'writes nothing with -WhatIf' {
        $saved | Export-SoraGallery ./whatif.html -WhatIf
        './whatif.html' | Should -Not -Exist
    }

    It 'refuses a file of somebody else before a row is paid for, and takes it with -Force' {
        Set-Content -LiteralPath ./mine.html -Value '<p>mine</p>'
        { 'A hill' | New-SoraVideo -Provider LinkModel -Batch refused | Export-SoraGallery ./mine.html } |
            Should -Throw -ErrorId 'FileExists,*'
        Get-SoraTask -Batch refused | Should -BeNullOrEmpty
        $saved | Export-SoraGallery ./mine.html -Force
        (Get-Row -Path ./mine.html).Count | Should -Be 2
    }

    It 'names what is neither a video nor a task, and shows the rest' {
        $page = $saved[0], 'text' | Export-SoraGallery ./mixed.html -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        @(Get-Row -Path $page).Count | Should -Be 1
    }
}
