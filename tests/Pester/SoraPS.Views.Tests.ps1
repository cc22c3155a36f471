BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $now = [System.DateTimeOffset]::UtcNow

    # The half minutes and hours keep the relative times as they are while the tests run.
    $tasks = @(
        @{
            Name = 'lighthouse'; Id = 'd44f1aba-a6c4-44e9-aa6a-69ffbadef730'; Provider = 'LinkModel'; State = 'Running'
            Progress = 45; CreatedAt = $now.AddSeconds(-210); Prompt = 'A lighthouse at dusk'
        }
        @{
            Name = 'a-label-that-is-too-long'; Id = 'gen_76c0f9830f77'; Provider = 'UniAll'; State = 'Succeeded'
            Progress = 100; CreatedAt = $now.AddHours(-5.5); ExpiresAt = $now.AddHours(20.5); Prompt = 'A lake'
        }
        @{
            Id = 'video_0e050f3913d186469240a1897a1f71f11960a7475f2a7adf'; Provider = 'OpenAI'; State = 'Failed'
            Progress = 100; CreatedAt = $now.AddDays(-3.5); Prompt = "A boat`nin the rain"
            Error = [SoraPS.SoraTaskError]::new('content_policy', 'Your request was blocked.', 'ContentRejected')
        }
        @{
            Name = 'saved'; Id = 'task-unified-1795236578-97864ddd'; Provider = 'Odkkk'; State = 'Succeeded'
            Progress = 100; CreatedAt = $now.AddDays(-400); Path = '/home/me/videos/saved.mp4'
        }
        @{
            Name = 'lost'; Provider = 'Apixo'; State = 'Unknown'
            CreatedAt = $now.AddMinutes(-59.5); Prompt = 'A tower'
        }
    ) | ForEach-Object -Process {
        $_.RequestId = '01a1fc704476741c853734751c680745'
        $_.Model = 'sora-2'
        [SoraPS.SoraTask]$_
    }

    # What a terminal of that width shows: no line is longer, and the spaces at the end of a line are not seen.
    function Get-Screen {
        param($InputObject, [int] $Width)
        $lines = ($InputObject | Out-String -Width $Width).TrimEnd() -split '\r?\n'
        $lines | Where-Object -FilterScript { $_.Length -gt $Width } | Should -BeNullOrEmpty
        ($lines.TrimEnd() -join "`n").Trim("`n")
    }

    function Assert-Screen {
        param($Screen, [string] $Text)
        $Screen | Should -BeExactly ($Text -replace '\r').Trim("`n")
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'The table of tasks' {
    It 'shows why a task has no video in 80 columns, of which PowerShell uses 79' {
        Assert-Screen -Screen (Get-Screen -InputObject $tasks -Width 79) -Text @'
Name              State      Progress CreatedAt Detail
----              -----      -------- --------- ------
lighthouse        Running          45   3 m ago A lighthouse at dusk
a-label-that-is-… Succeeded       100   5 h ago link ends in 20 h
A boat…           Failed          100   3 d ago content_policy: Your request w…
saved             Succeeded       100   1 y ago saved.mp4
lost              Unknown              59 m ago A tower
'@
    }

    It 'shows whole ids in 120 columns' {
        Assert-Screen -Screen (Get-Screen -InputObject $tasks -Width 119) -Text @'
Name              State      Progress CreatedAt Detail                            Id
----              -----      -------- --------- ------                            --
lighthouse        Running          45   3 m ago A lighthouse at dusk              d44f1aba-a6c4-44e9-aa6a-69ffbadef730
a-label-that-is-… Succeeded       100   5 h ago link ends in 20 h                 gen_76c0f9830f77
A boat…           Failed          100   3 d ago content_policy: Your request was… video_0e050f3913d186469240a1897a1f7…
saved             Succeeded       100   1 y ago saved.mp4                         task-unified-1795236578-97864ddd
lost              Unknown              59 m ago A tower                           01a1fc704476741c853734751c680745
'@
    }

    It 'is the same for tasks that come from another process' {
        $sent = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize($tasks, 2))
        Get-Screen -InputObject $sent -Width 120 | Should -BeExactly (Get-Screen -InputObject $tasks -Width 120)
        $sent = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize($tasks, 1))
        Get-Screen -InputObject $sent -Width 120 | Should -Match 'Running +45 +3 m ago'
    }
}

Describe 'Colours' {
    It 'tell the state, in those of $PSStyle' {
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $table = $tasks | Out-String -Width 80
            $list = $tasks[2] | Format-List | Out-String -Width 80
        }
        finally {
            $PSStyle.OutputRendering = 'PlainText'
        }

        $colors = @{ Running = 'Cyan'; Succeeded = 'Green'; Failed = 'Red'; Unknown = 'Magenta' }
        foreach ($state in $colors.GetEnumerator()) {
            $table | Should -BeLikeExactly "*$($PSStyle.Foreground.($state.Value).Replace('[', '`['))$($state.Key)*"
        }

        $list | Should -BeLikeExactly "*$($PSStyle.Foreground.Red.Replace('[', '`['))Failed*"
    }

    It 'are left out with <_>' -ForEach 'PlainText', 'NO_COLOR' {
        $escape = [char]27
        $lines = Invoke-InNewProcess -Script @"
            if ('$_' -eq 'NO_COLOR') {
                # PowerShell reads the variable when it starts.
                `$env:NO_COLOR = '1'
                & ([System.Environment]::ProcessPath) -NoProfile -Command "
                    Import-Module -Name '$script:StagedModule'
                    [SoraPS.SoraTask]@{ RequestId = '1'; Provider = 'OpenAI'; State = 'Failed' } | Out-Default"
            }
            else {
                Import-Module -Name '$script:StagedModule'
                [SoraPS.SoraTask]@{ RequestId = '1'; Provider = 'OpenAI'; State = 'Failed' } | Out-String
            }
"@
        $lines -join "`n" | Should -Match 'Failed'
        $lines -join "`n" | Should -Not -Match $escape
    }
}

Describe 'The list of a task' {
    It 'tells everything, with the error and when it was made' {
        $made = $tasks[2].CreatedAt.ToLocalTime().ToString('yyyy-MM-dd HH:mm:ss')
        Assert-Screen -Screen (Get-Screen -InputObject ($tasks[2] | Format-List) -Width 80) -Text @"
Name         :
Id           : video_0e050f3913d186469240a1897a1f71f11960a7475f2a7adf
RequestId    : 01a1fc704476741c853734751c680745
Provider     : OpenAI
Model        : sora-2
Batch        :
Prompt       : A boat
               in the rain
State        : Failed
RawState     :
Progress     : 100
Error        : content_policy: Your request was blocked.
Duration     :
AspectRatio  :
Resolution   :
CreatedAt    : $made (3 d ago)
CompletedAt  :
ExpiresAt    :
VideoUri     :
ThumbnailUri :
Price        :
Estimate     :
Path         :
Endpoint     :
"@
    }

    It 'ends with what the gateway told beyond the properties, where it did' {
        $task = [SoraPS.SoraTask]@{
            RequestId = '1'; Provider = 'Odkkk'; GatewayData = [ordered]@{ can_cancel = $true; cost = 12.5 }
        }
        Get-Screen -InputObject ($task | Format-List) -Width 80 | Should -Match '(?m)^GatewayData  : can_cancel: True, cost: 12\.5$'
        $sent = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize($task, 2))
        Get-Screen -InputObject ($sent | Format-List) -Width 80 | Should -Match 'GatewayData  : can_cancel: True, cost: 12\.5'
    }
}

Describe 'Videos' {
    BeforeAll {
        $path = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath 'lighthouse.mp4'
        $video = [SoraPS.SoraVideo]::new($path, 1468006, 'ab' * 32, 'video/mp4', $tasks[0])
        $folder = [System.IO.Path]::GetDirectoryName($path)
    }

    It 'stand in a table under their folder' {
        Assert-Screen -Screen (Get-Screen -InputObject $video -Width 80) -Text @"
   Folder: $folder

Name                               Length Duration Provider   Prompt
----                               ------ -------- --------   ------
lighthouse.mp4                     1.4 MB          LinkModel  A lighthouse at d…
"@
    }

    It 'show path and hash in a list' {
        Assert-Screen -Screen (Get-Screen -InputObject ($video | Format-List) -Width 80) -Text @"
Name        : lighthouse.mp4
Path        : $path
Length      : 1.4 MB
ContentType : video/mp4
Sha256      : $('ab' * 32)
Task        : LinkModel d44f1aba-a6c4-44e9-aa6a-69ffbadef730 Running
"@
    }
}

Describe 'Providers and models' {
    BeforeAll {
        $provider = [SoraPS.SoraProvider]@{
            Name = 'GpuBox'; Dialect = 'OpenAI'; BaseUri = 'http://gpubox:8091/v1'; DefaultModel = 'Wan2.2'
            KeySource = 'Environment'; KeyVariable = 'GPUBOX_API_KEY'; IsDefault = $true
        }
        $none = [System.Management.Automation.Language.NullString]::Value
        $day = [System.DateOnly]'2026-11-20'
        $price = [SoraPS.SoraPrice]::new(0.3, 'USD', 'second', $null, $none, $day, 'a page')
        $model = [SoraPS.SoraModel]@{
            Provider = 'OpenAI'; Model = 'sora-2-pro-2025-10-06'; Durations = [int[]](4, 8, 12, 16, 20)
            AspectRatios = [string[]]('16:9', '9:16'); Resolutions = [string[]]('720p', '1024p', '1080p')
            Prices = [SoraPS.SoraPrice[]]@($price)
        }
    }

    It 'are marked where they are the default, with where the key comes from' {
        Assert-Screen -Screen (Get-Screen -InputObject $provider -Width 80) -Text @'
Name           Dialect   IsDefault KeySource   BaseUri
----           -------   --------- ---------   -------
GpuBox         OpenAI    *         Environment http://gpubox:8091/v1
'@
    }

    It 'show more in 120 columns' {
        Assert-Screen -Screen (Get-Screen -InputObject $provider -Width 120) -Text @'
Name           Dialect   IsDefault KeySource   BaseUri                            KeyVariable        DefaultModel
----           -------   --------- ---------   -------                            -----------        ------------
GpuBox         OpenAI    *         Environment http://gpubox:8091/v1              GPUBOX_API_KEY     Wan2.2
'@
        Get-Screen -InputObject $model -Width 120 | Should -Match '16:9, 9:16 +Optional 720p, 1024p, 1080p'
    }

    It 'show lengths and price of a model in 80 columns' {
        Get-Screen -InputObject $model -Width 80 |
            Should -Match 'OpenAI     sora-2-pro-2025-10-06  4, 8, 12, 16, 20 0\.30? USD per second$'
    }

    It 'tell the day of a price in the list' {
        Get-Screen -InputObject ($model | Format-List) -Width 80 |
            Should -Match 'Prices            : 0\.30? USD per second \(as of 2026-11-20\)'
    }
}

Describe 'Emulators' {
    BeforeAll {
        $addresses = [System.Collections.Generic.Dictionary[string, uri]]::new()
        $addresses['LinkModel'] = 'http://127.0.0.1:34000/linkmodel/api/v1'
        $addresses['OpenAI'] = 'http://127.0.0.1:34000/openai/v1'
        $emulator = [SoraPS.SoraEmulator]@{
            Id = 1; InUse = $true; BaseUri = $addresses; DownloadOrigin = 'http://127.0.0.1:34001'; ApiKey = 'x'
            GenerationTime = '00:00:02'; TasksMade = 12; Creates = 13; Polls = 40; Downloads = 12; FaultsInjected = 1
        }
    }

    It 'show what they have seen' {
        Assert-Screen -Screen (Get-Screen -InputObject $emulator -Width 80) -Text @'
 Id InUse  TasksMade  DuplicateTasks  Creates   Polls  Downloads  FaultsInjected
 -- -----  ---------  --------------  -------   -----  ---------  --------------
  1 *             12               0       13      40         12               1
'@
    }

    It 'show each address in a line of the list' {
        Get-Screen -InputObject ($emulator | Format-List) -Width 80 | Should -Match (
            'BaseUri                  : LinkModel http://127.0.0.1:34000/linkmodel/api/v1\n' +
            ' +OpenAI    http://127.0.0.1:34000/openai/v1\n')
    }
}

Describe 'Costs' {
    BeforeAll {
        $costs = @(
            @{
                Provider = 'LinkModel'; Model = 'sora-2'; Rows = 3; Cost = 1.02; Currency = 'USD'
                UnitPrice = '0.34 USD per video of 4 s'; AsOf = '2026-11-20'; Source = 'https://linkmodel.ai'
            }
            @{ Provider = 'AimlApi'; Model = 'openai/sora-2-pro-t2v'; Rows = 2000 }
            @{ Rows = 3; Cost = 1.02; Currency = 'USD'; AsOf = '2026-11-20' }
        ) | ForEach-Object -Process { [SoraPS.SoraCost]$_ }
    }

    It 'say unknown where no price is known, in 80 columns' {
        Assert-Screen -Screen (Get-Screen -InputObject $costs -Width 80) -Text @'
Provider   Model                  Rows           Cost UnitPrice
--------   -----                  ----           ---- ---------
LinkModel  sora-2                    3       1.02 USD 0.34 USD per video of 4 s
AimlApi    openai/sora-2-pro-t…   2000        unknown
(total)                              3       1.02 USD
'@
    }

    It 'show day and source in 120 columns' {
        Assert-Screen -Screen (Get-Screen -InputObject $costs -Width 120) -Text @'
Provider   Model                  Rows           Cost UnitPrice                    AsOf       Source
--------   -----                  ----           ---- ---------                    ----       ------
LinkModel  sora-2                    3       1.02 USD 0.34 USD per video of 4 s    2026-11-20 https://linkmodel.ai
AimlApi    openai/sora-2-pro-t…   2000        unknown
(total)                              3       1.02 USD                              2026-11-20
'@
    }
}
