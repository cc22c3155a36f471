BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $null = Start-SoraEmulator -Use -GenerationTime 0.3
    $folder = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $folder -ItemType Directory
    $rows = @(
        [pscustomobject]@{ Name = 'one'; Prompt = 'A lake, "quiet"'; Duration = 15; AspectRatio = '16:9' }
        [pscustomobject]@{ Name = 'two'; Prompt = "Two`nlines"; Duration = 10; AspectRatio = '9:16' }
    )
    $columns = 'RequestId', 'Id', 'Provider', 'Model', 'Name', 'Prompt', 'Duration', 'AspectRatio', 'State', 'Endpoint'

    # Through a file or a text and back, as another process or another day would read it.
    $trips = @{
        Csv    = { $args | Export-Csv -Path "$folder/t.csv"; Import-Csv -Path "$folder/t.csv" }
        Json   = { ConvertTo-Json -InputObject $args | ConvertFrom-Json }
        Clixml = { $args | Export-Clixml -Path "$folder/t.xml"; Import-Clixml -Path "$folder/t.xml" }
        Remote = {
            [System.Management.Automation.PSSerializer]::Deserialize(
                [System.Management.Automation.PSSerializer]::Serialize($args, 1))
        }
    }

    function Assert-SameTask {
        param($Actual, $Expected)
        $texts = foreach ($task in @($Actual) + @($Expected)) {
            ($columns | ForEach-Object -Process { "$_=$($task.$_)" }) -join '; '
        }
        $texts | Select-Object -Unique | Should -HaveCount 1
    }
}

AfterAll {
    Stop-SoraEmulator
    Remove-Item -LiteralPath $folder -Recurse
}

Describe 'Tasks that went through <_>' -ForEach 'Csv', 'Json', 'Clixml', 'Remote' {
    It 'can be waited for and saved, with all that was known of them' {
        $tasks = $rows | New-SoraVideo -Provider Apixo
        $sent = & $trips[$_] @tasks
        $sent[0] | Should -Not -BeOfType ([SoraPS.SoraTask])
        $ended = $sent | Wait-SoraTask
        foreach ($task in $ended) {
            $live = $tasks | Where-Object -Property Id -EQ $task.Id | Wait-SoraTask
            Assert-SameTask -Actual $task -Expected $live
            [math]::Abs(($task.CreatedAt - $live.CreatedAt).TotalSeconds) | Should -BeLessThan 1
        }

        $videos = & $trips[$_] @ended | Save-SoraVideo -Path "$folder/$_" -FileName '{Name}-{Duration}'
        ($videos | Get-Item).Name | Sort-Object | Should -Be 'one-15.mp4', 'two-10.mp4'
        $made = Get-Content -Raw -LiteralPath "$folder/$_/two-10.mp4.json" | ConvertFrom-Json
        $made.prompt | Should -Be "Two`nlines"
        $made.requestId | Should -Be ($tasks | Where-Object -Property Name -EQ 'two').RequestId
    }

    It 'keep what the gateway told beyond their properties' {
        $task = 'A lake' | New-SoraVideo -Provider Odkkk
        $task.GatewayData.can_cancel | Should -BeExactly $true
        $task.GatewayData.billing_rule | Should -Be 'per_call'
        { $task.GatewayData.can_cancel = $false } | Should -Throw '*read-only*'
        $sent = & $trips[$_] $task
        $ended = $sent | Wait-SoraTask
        $ended.GatewayData.can_cancel | Should -BeExactly $false
        $ended.GatewayData.billing_rule | Should -Be 'per_call'
        (Get-SoraTask | Where-Object -Property Id -EQ $task.Id).GatewayData.user_group | Should -Be 'default'
    }

    It 'are not asked about again once they have ended' {
        $failed = [SoraPS.SoraTask]@{
            RequestId = '1'; Id = 'gone'; Provider = 'Apixo'; State = 'Failed'
            CreatedAt = [System.DateTimeOffset]::UtcNow
            Error = [SoraPS.SoraTaskError]::new('policy', 'It was refused.', 'ContentRejected')
        }
        $before = (Get-SoraEmulator).Polls
        $ended = & $trips[$_] $failed |
            Wait-SoraTask -TimeoutSec 5 -ErrorAction SilentlyContinue -ErrorVariable failures
        $ended.State | Should -Be 'Failed'
        "$($ended.Error)" | Should -Be 'policy: It was refused.'
        "$failures" | Should -Match 'policy: It was refused'
        (Get-SoraEmulator).Polls | Should -Be $before
    }
}

Describe 'Rows of tasks' {
    It 'that have empty cells are taken as if they had no such column' {
        $task = 'A lake' | New-SoraVideo -Provider OpenAI | Wait-SoraTask
        $row = [pscustomobject]@{
            Id = $task.Id; Provider = 'OpenAI'; Model = ''; Name = ' '; State = ''; Progress = ''; Price = ''
            CreatedAt = ''; VideoUri = ''; Error = ''; Path = ''
        }
        $ended = $row | Wait-SoraTask
        $ended.State | Should -Be 'Succeeded'
        $ended.Model | Should -Be 'sora-2'
        $null -eq $ended.Price -and $null -eq $ended.Name -and $null -eq $ended.Error | Should -BeTrue
        ($row | Save-SoraVideo -Path "$folder/empty").Path | Should -Exist
    }

    It 'that were written with the dates and numbers of another language are read there' {
        $culture = [cultureinfo]::CurrentCulture
        $link = 'https://cdn.example/x.mp4'
        [cultureinfo]::CurrentCulture = 'de-DE'
        try {
            $task = [SoraPS.SoraTask]@{
                RequestId = '1'; Id = 'x'; Provider = 'Apixo'; State = 'Succeeded'; Price = 0.34; Currency = 'USD'
                CreatedAt = [System.DateTimeOffset]'2026-02-01T10:00:00Z'; VideoUri = $link
            }
            $csv = $task | ConvertTo-Csv -Delimiter ';'
            $read = $csv | ConvertFrom-Csv -Delimiter ';' | Wait-SoraTask
            $row = [pscustomobject]@{ Id = 'x'; Provider = 'Apixo'; State = 'Succeeded'; Price = '0.34'; VideoUri = $link }
            $ofNoLanguage = $row | Wait-SoraTask
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }

        $csv[1] | Should -Match '01\.02\.2026.*0,34'
        $read.Price, $ofNoLanguage.Price | Should -Be 0.34, 0.34
        $read.CreatedAt | Should -Be $task.CreatedAt
    }

    It 'that were never answered are not sent again, and say so' {
        $unknown = [SoraPS.SoraTask]@{ RequestId = '1'; Provider = 'Apixo'; State = 'Unknown' }
        $unknown | ConvertTo-Csv | ConvertFrom-Csv |
            Wait-SoraTask -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'SubmissionUnknown,*'
    }

    It 'that hold only ids go with -Provider' {
        $tasks = $rows | New-SoraVideo -Provider Apixo
        $ended = $tasks | Select-Object -Property Id | ConvertTo-Csv | ConvertFrom-Csv | Wait-SoraTask -Provider Apixo
        $ended.State | Should -Be 'Succeeded', 'Succeeded'
    }

    It 'can be given as an argument' {
        $tasks = $rows | New-SoraVideo -Provider Apixo
        $ended = Wait-SoraTask -InputObject ($tasks | ConvertTo-Csv | ConvertFrom-Csv)
        $ended.Name | Sort-Object | Should -Be 'one', 'two'
    }

    It 'carry no noise: <_>' -ForEach 'Csv', 'Json' {
        $task = [SoraPS.SoraTask]@{ RequestId = '1'; Provider = 'Apixo'; State = 'Queued' }
        $names = (& $trips[$_] $task).psobject.Properties.Name
        $names | Should -Be ([SoraPS.SoraTask].GetProperties().Name)
    }
}

Describe 'Objects of another process' {
    It 'go on in this one' {
        $emulator = Get-SoraEmulator
        $address = $emulator.BaseUri['OpenAI']
        $key = $emulator.ApiKey
        $job = Start-Job -ScriptBlock {
            Import-Module -Name $using:StagedModule
            Set-SoraProvider -Name OpenAI -BaseUri $using:address -ApiKey $using:key
            [pscustomobject]@{ Name = 'far'; Prompt = 'A far lake' } | New-SoraVideo -Provider OpenAI
        }
        $saved = $job | Receive-Job -Wait -AutoRemoveJob | Wait-SoraTask | Save-SoraVideo -Path "$folder/far"
        $saved.Name | Should -Be 'far.mp4'
        $saved.Task.Prompt | Should -Be 'A far lake'
    }
}

Describe 'What a gateway told beyond the properties of a task' {
    It 'is read by name after <_>' -ForEach 'Json', 'Clixml' {
        $task = [SoraPS.SoraTask]@{
            RequestId = '1'; Provider = 'LinkModel'; GatewayData = @{ order_id = '019da9cf'; can_cancel = $true; costTime = 12500 }
        }
        $data = (& $trips[$_] $task).GatewayData
        $data.order_id | Should -BeExactly '019da9cf'
        $data.can_cancel | Should -BeExactly $true
        $data.costTime | Should -BeExactly 12500
    }

    It 'comes back from a job of another process' {
        $data = Start-Job -ScriptBlock {
            Import-Module -Name $using:StagedModule
            [SoraPS.SoraTask]@{ RequestId = '1'; Provider = 'LinkModel'; GatewayData = @{ order_id = '019da9cf' } }
        } | Receive-Job -Wait -AutoRemoveJob | ForEach-Object -MemberName GatewayData
        $data.order_id | Should -BeExactly '019da9cf'
    }

    It 'is one cell of a CSV, as JSON' {
        $task = [SoraPS.SoraTask]@{ RequestId = '1'; Provider = 'LinkModel'; GatewayData = @{ order_id = '019da9cf' } }
        ($task | ConvertTo-Csv | ConvertFrom-Csv).GatewayData | Should -BeExactly '{"order_id":"019da9cf"}'
    }
}

Describe 'Videos' {
    It 'come back from a CSV as files' {
        $video = 'A lake' | New-SoraVideo -Provider OpenAI | Wait-SoraTask | Save-SoraVideo -Path $folder
        ($video | ConvertTo-Csv | ConvertFrom-Csv | Get-Item).FullName | Should -Be $video.Path
    }
}
