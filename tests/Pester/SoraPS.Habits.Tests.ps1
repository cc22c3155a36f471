# What people who know PowerShell type without looking it up.
BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path $work -ItemType Directory
    Set-SoraLedger -Path "$work/ledger.db"
    $emulator = Start-SoraEmulator -Use -GenerationTime 0

    function New-Made([string] $Prompt) {
        $Prompt | New-SoraVideo -Provider OpenAI -Name $Prompt.Replace(' ', '-') | Wait-SoraTask
    }
}

AfterAll {
    Stop-SoraEmulator -Id $emulator.Id
    Set-SoraLedger -Default
    Remove-Item -LiteralPath $work -Recurse -ErrorAction Ignore
}

Describe 'Save-SoraVideo' {
    It 'takes the folder without a name' {
        $saved = New-Made 'A lake' | Save-SoraVideo "$work/lake"
        $saved.Path | Should -Be (Join-Path -Path $work -ChildPath 'lake/A-lake.mp4')
        (Save-SoraVideo -Id $saved.Task.Id -Provider OpenAI "$work/again").Path | Should -BeLike (Join-Path -Path $work -ChildPath 'again/*')
    }

    It 'takes the tasks without a name, and the folder behind them' {
        $task = New-Made 'A boat'
        (Save-SoraVideo $task "$work/boat").Path | Should -Be (Join-Path -Path $work -ChildPath 'boat/A-boat.mp4')
        $row = $task | ConvertTo-Csv | ConvertFrom-Csv
        (Save-SoraVideo $row -Path "$work/row").Path | Should -Be (Join-Path -Path $work -ChildPath 'row/A-boat.mp4')
    }

    It 'names with -WhatIf only what it would save' {
        $lines = Invoke-InNewProcess -Script @"
            Import-Module -Name '$script:StagedModule'
            Set-SoraLedger -Path '$work/whatif.db'
            `$null = Start-SoraEmulator -Use -GenerationTime 0 -Fault @{ Kind = 'FailedTask'; Count = 1 }
            `$quiet = @{ ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
            `$tasks = 'Fails', 'Saved', 'Unsaved' | New-SoraVideo -Provider OpenAI -ThrottleLimit 1 @quiet
            `$tasks = `$tasks | Wait-SoraTask @quiet
            `$null = `$tasks | Where-Object -Property Prompt -EQ 'Saved' | Save-SoraVideo '$work/whatif'
            `$tasks = @(Get-SoraTask) + ('Running' | New-SoraVideo -Provider OpenAI)
            `$tasks | Save-SoraVideo '$work/whatif' -WhatIf
            Stop-SoraEmulator
"@
        $named = @($lines) -match '^What if:'
        $named | Should -HaveCount 1
        $named[0] | Should -Match 'Succeeded'
    }

    It 'says in a sentence that <_> holds no files' -ForEach 'Env:', 'Variable:x', 'Nowhere:/videos' {
        $place = $_
        { @() | Save-SoraVideo -Path $place } | Should -Throw -ErrorId 'WriteFailed,*' -ExpectedMessage "'$place' is not a place for files.*"
        { Set-SoraLedger -Path "${place}x" } | Should -Throw -ErrorId 'WriteFailed,*'
    }
}

Describe 'The pipeline' {
    It 'takes videos where it takes tasks' {
        $video = New-Made 'A tower' | Save-SoraVideo "$work/tower"
        ($video | Wait-SoraTask).Id | Should -Be $video.Task.Id
        ($video | Save-SoraVideo "$work/tower").Path | Should -Be $video.Path
        $sent = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize($video, 3))
        ($sent | Wait-SoraTask).Id | Should -Be $video.Task.Id
        $video | Remove-SoraTask
        Get-SoraTask | Where-Object -Property Id -EQ $video.Task.Id | Should -BeNullOrEmpty
    }

    It 'takes ids as texts' {
        $task = New-Made 'A hill'
        (Get-SoraTask -Id $task.Id -Provider OpenAI).State | Should -Be 'Succeeded'
        ($task.Id, $task.Id | Get-SoraTask -Provider OpenAI).State | Should -Be 'Succeeded', 'Succeeded'
        ($task.Id | Wait-SoraTask -Provider OpenAI).Id | Should -Be $task.Id
        ($task.Id | Save-SoraVideo "$work/hill" -Provider OpenAI).Task.Id | Should -Be $task.Id
        $task.Id | Remove-SoraTask -Provider OpenAI
        Get-SoraTask | Where-Object -Property Id -EQ $task.Id | Should -BeNullOrEmpty
    }

    It 'still reads the columns of a row, and makes no id of an object without one' {
        $task = New-Made 'A field'
        foreach ($command in 'Wait-SoraTask', 'Get-SoraTask') {
            ([pscustomobject]@{ Id = $task.Id; Provider = 'OpenAI' } | & $command).Id | Should -Be $task.Id
            ([pscustomobject]@{ Id = $task.Id } | & $command -Provider OpenAI).Id | Should -Be $task.Id
            ($task | & $command).Id | Should -Be $task.Id
            $null = [pscustomobject]@{ Other = 1 } | & $command -Provider OpenAI -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures | Should -HaveCount 1
            $failures.FullyQualifiedErrorId | Should -Match '^(ParameterArgumentTransformationError|InputObjectNotBound),'
        }
    }
}

Describe 'Set-SoraProvider' {
    It 'takes what Get-SoraProvider gives' {
        $before = Get-SoraProvider
        $after = Get-SoraProvider | Set-SoraProvider -PassThru
        $shown = @{ Property = '*'; ExcludeProperty = 'Sources' }
        $after | Select-Object @shown | ConvertTo-Json | Should -Be ($before | Select-Object @shown | ConvertTo-Json)
        (Get-SoraProvider -Name Apixo | Set-SoraProvider -DefaultModel other -PassThru).DefaultModel | Should -Be 'other'
        Set-SoraProvider -Name Apixo -DefaultModel $before.Where({ $_.Name -eq 'Apixo' })[0].DefaultModel
    }

    It 'still refuses numbers out of range' {
        { Set-SoraProvider -Name OpenAI -RequestsPerMinute 0 -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        { Set-SoraProvider -Name OpenAI -PollIntervalSec 9999 -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
    }
}

Describe 'Remove-SoraTask' {
    It 'does not ask with -Confirm:$false' {
        $prelude = "Import-Module -Name '$script:StagedModule'; Set-SoraLedger -Path '$work/ledger.db'"
        $task = 'A cow' | New-SoraVideo -Provider LinkModel
        $lines = Invoke-InNewProcess -Script @"
            $prelude
            Set-SoraProvider -Name LinkModel -BaseUri $($emulator.BaseUri.LinkModel) -ApiKey $($emulator.ApiKey)
            Remove-SoraTask -RequestId $($task.RequestId) -Confirm:`$false
            @(Get-SoraTask | Where-Object -Property RequestId -EQ $($task.RequestId)).Count
"@
        $lines | Should -Be '0'
    }
}

Describe 'Output' {
    It 'has words in JSON, not numbers' {
        $task = [SoraPS.SoraTask]@{
            RequestId = '1'; Provider = 'OpenAI'; State = 'Failed'
            Error     = [SoraPS.SoraTaskError]::new('x', 'y', 'ContentRejected')
        }
        $json = $task | ConvertTo-Json -Compress -Depth 3
        $json | Should -BeLike '*"State":"Failed"*"Kind":"ContentRejected"*'
        ($json | ConvertFrom-Json | ForEach-Object -Process { [SoraPS.SoraTaskState]$_.State }) | Should -Be 'Failed'
        Get-SoraModel -Provider LinkModel | ConvertTo-Json -Depth 4 | Should -BeLike '*"Image": "Optional"*'
    }

    It 'has tables whose headings are properties' {
        $views = ([xml](Get-Content -Raw -LiteralPath "$script:StagedModule/module/SoraPS.Format.ps1xml")).Configuration.ViewDefinitions.View
        foreach ($view in $views.Where({ $_.TableControl })) {
            $type = $view.ViewSelectedBy.TypeName -as [type]
            # A video's table also has columns of its task.
            $names = @($type.GetProperties().Name) + @($type.GetProperty('Task') ? [SoraPS.SoraTask].GetProperties().Name : @())
            foreach ($label in $view.TableControl.TableHeaders.TableColumnHeader.Label) {
                $label | Should -BeIn $names -Because "$type has it as a heading"
            }
        }
    }
}

Describe 'Tab' {
    It 'offers no file names after <_>' -ForEach @(
        'New-SoraVideo -Name ', 'Wait-SoraTask -Name ', 'Get-SoraTask -RequestId ', 'Remove-SoraTask -RequestId '
        'Set-SoraProvider -Vault ', 'Set-SoraProvider -SecretName '
    ) {
        Push-Location -LiteralPath $PSScriptRoot
        try {
            $offers = (TabExpansion2 -inputScript $_ -cursorColumn $_.Length).CompletionMatches
        }
        finally {
            Pop-Location
        }

        $offers.ResultType | Should -Not -Contain 'ProviderItem'
    }

    It 'offers labels and request ids of what is not finished, and the vaults in use' {
        $task = 'A goat' | New-SoraVideo -Provider LinkModel -Name goat
        function Get-Offer([string] $Line) { (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText }
        Get-Offer 'New-SoraVideo -Name g' | Should -Be 'goat'
        Get-Offer 'Get-SoraTask -RequestId ' | Should -Contain $task.RequestId
        Set-SoraProvider -Name Vaulted -Dialect OpenAI -SecretName sora-key -Vault work
        Get-Offer 'Set-SoraProvider -Vault ' | Should -Be 'work'
        Get-Offer 'Set-SoraProvider -SecretName ' | Should -Be 'sora-key'
        Remove-SoraProvider -Name Vaulted
    }
}

Describe 'Start-ThreadJob' {
    It 'runs a pipeline with the session''s providers, as the help says' {
        $module = (Get-Module -Name SoraPS).ModuleBase
        $job = Start-ThreadJob -ScriptBlock {
            Import-Module -Name $using:module
            'A quiet lake' | New-SoraVideo -Provider LinkModel | Wait-SoraTask | Save-SoraVideo "$using:work/job"
        }
        ($job | Receive-Job -Wait -AutoRemoveJob).Path | Should -Exist
    }
}

Describe 'Get-Help' {
    It 'tells defaults' {
        (Get-Help -Name New-SoraVideo -Parameter ThrottleLimit).defaultValue | Should -Be '32'
        (Get-Help -Name Wait-SoraTask -Parameter TimeoutSec).defaultValue | Should -Be 'no limit'
        (Get-Help -Name Wait-SoraTask -Parameter Any).defaultValue | Should -Be 'False'
        (Get-Help -Name New-SoraVideo -Parameter Name).defaultValue | Should -Be 'None'
    }
}

Describe 'Import-Module' {
    BeforeAll {
        $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
        $clone = New-Item -Path "$work/clone" -ItemType Directory
        Copy-Item -Path "$root/SoraPS.psd1", "$root/module" -Destination $clone -Recurse
    }

    It 'says in the source folder that the module is not built' {
        { Invoke-InNewProcess -Script "Import-Module -Name '$clone/SoraPS.psd1'" } |
            Should -Throw -ExpectedMessage '*SoraPS is not built yet in*Run ./build.sh build first*'
    }

    It 'works in the source folder after a build' {
        $null = New-Item -Path "$clone/output" -ItemType Directory
        Copy-Item -LiteralPath $script:StagedModule -Destination "$clone/output" -Recurse
        $lines = Invoke-InNewProcess -Script @"
            Import-Module -Name '$clone/SoraPS.psd1'
            (Get-Command -Module SoraPS).Count
            (Get-SoraProvider -Name OpenAI).Name
"@
        $lines | Should -Be "$((Get-Command -Module SoraPS).Count)", 'OpenAI'
    }

    It 'says that another version is loaded' {
        $other = New-Item -Path "$work/other/SoraPS/bin" -ItemType Directory
        $name = [System.Reflection.AssemblyName]'SoraPS.Abstractions, Version=9.8.7.0'
        $assembly = [System.Reflection.Emit.PersistedAssemblyBuilder]::new($name, [object].Assembly)
        $null = $assembly.DefineDynamicModule('SoraPS.Abstractions').DefineType('SoraPS.SoraTask').CreateType()
        $assembly.Save("$other/SoraPS.Abstractions.dll")
        $lines = Invoke-InNewProcess -Script @"
            Import-Module -Name '$script:StagedModule'
            Copy-Item -Path '$script:StagedModule/SoraPS.psd1', '$script:StagedModule/module' -Destination '$work/other/SoraPS' -Recurse
            try { Import-Module -Name '$work/other/SoraPS' } catch { "`$_" }
            (Get-SoraProvider -Name OpenAI).Name
"@
        $lines[0] | Should -BeLike "SoraPS ?.?.? is already loaded, from '*'. Start a new PowerShell to use the one in '*'."
        $lines[1] | Should -Be 'OpenAI'
    }
}
