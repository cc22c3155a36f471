# Videos that are made from others, as a user asks for them.
BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $work -ItemType Directory
    Set-SoraLedger -Path "$work/ledger.db"
    $emulator = Start-SoraEmulator -Use -GenerationTime 0
    $kettle = 'A kettle' | New-SoraVideo -Provider OpenAI -Duration 8 -Name kettle | Wait-SoraTask
}

AfterAll {
    Stop-SoraEmulator -Id $emulator.Id
    Set-SoraLedger -Default
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'New-SoraVideo' {
    It 'makes a remix of a task at its provider' {
        $remix = 'At night' | New-SoraVideo -RemixOf $kettle | Wait-SoraTask
        $remix.Provider, $remix.Model, $remix.Duration | Should -Be 'OpenAI', 'sora-2', 8
        $remix.GatewayData.remixed_from_video_id | Should -Be $kettle.Id
    }

    It 'takes a video, an id and a row of a CSV' {
        $video = $kettle | Save-SoraVideo -Path "$work/videos"
        $row = $kettle | ConvertTo-Csv | ConvertFrom-Csv
        foreach ($source in $video, $kettle.Id, $row) {
            ('At night' | New-SoraVideo -Provider OpenAI -RemixOf $source | Wait-SoraTask).State | Should -Be Succeeded
        }
    }

    It 'reads columns, whose empty cells mean nothing' {
        $rows = @"
Prompt,Duration,RemixOf,EditOf,ExtensionOf
A lake,4,,,
At night,,$($kettle.Id),,
With snow,,,$($kettle.Id),
It boils over,12,,,$($kettle.Id)
"@ | ConvertFrom-Csv
        $tasks = $rows | New-SoraVideo -Provider OpenAI -Batch derived | Wait-SoraTask
        ($tasks | Sort-Object -Property Prompt).Duration | Should -Be 4, 8, 20, 8
        ($rows | New-SoraVideo -Provider OpenAI -Batch derived).Id | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'two sources'; Options = @{ RemixOf = 'video_1'; EditOf = 'video_2'; Provider = 'OpenAI' }; Message = '*several videos*' }
        @{ What = 'another gateway'; Options = @{ RemixOf = 'video_1'; Provider = 'LinkModel' }; Message = '*no video from another one*' }
        @{ What = 'another length'; Options = @{ RemixOf = 'video_1'; Provider = 'OpenAI'; Duration = 12 }; Message = '*Duration cannot be chosen*' }
    ) {
        'At night' | New-SoraVideo @Options -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        "$($failure[0])" | Should -BeLike $Message
    }

    It 'refuses a provider that does not have the video, and a task without an id' {
        'At night' | New-SoraVideo -RemixOf $kettle -Provider UniAll -ErrorVariable failure -ErrorAction SilentlyContinue
        "$($failure[0])" | Should -BeLike '*is at OpenAI, and not at UniAll*'
        { 'At night' | New-SoraVideo -RemixOf ([pscustomobject]@{ RequestId = 'r'; Provider = 'OpenAI' }) } | Should -Throw '*no task id*'
    }
}

Describe 'Measure-SoraCost' {
    It 'prices a remix like its video, and nothing where that is not known' {
        Set-SoraProvider -Name OpenAI -BaseUri https://api.openai.com/v1
        ('At night' | Measure-SoraCost -RemixOf $kettle).Cost | Should -Be 0.8
        ('At night' | Measure-SoraCost -Provider OpenAI -RemixOf $kettle.Id).Cost | Should -BeNullOrEmpty
    }
}
