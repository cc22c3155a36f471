BeforeDiscovery {
    $docs = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../docs/en-US")
    $topics = (Get-ChildItem -LiteralPath $docs -Filter about_*.md).BaseName
    $cmdlets = (Import-PowerShellDataFile -LiteralPath "$docs/../../SoraPS.psd1").CmdletsToExport

    # The code of each example: the first block below each heading of the section EXAMPLES.
    $examples = foreach ($cmdlet in $cmdlets) {
        $page = Get-Content -Raw -LiteralPath "$docs/$cmdlet.md"
        $section = [regex]::Match($page, '(?ms)^## EXAMPLES$(.*?)(?=^## )').Value
        foreach ($match in [regex]::Matches($section, '(?ms)^### (.+?)$\s+```powershell\n(.*?)^```')) {
            @{ Cmdlet = $cmdlet; Title = $match.Groups[1].Value; Code = $match.Groups[2].Value }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $docs = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../docs/en-US")
}

Describe 'The help of <_>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help -Name $_ -Full
        $command = Get-Command -Name $_
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        $parameters = $command.Parameters.Values |
            Where-Object -FilterScript { $_.Name -notin $common -and $_.Attributes.DontShow -notcontains $true }
    }

    It 'has a synopsis, a description, examples and notes on what comes out' {
        $help.Synopsis | Should -Not -Match "^\s*$_ "
        $help.Synopsis | Should -Match '\.$'
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue.type.name | Should -Not -BeNullOrEmpty
        Get-Help -Name $_ -Examples | Out-String | Should -Match 'Example 1: '
    }

    It 'has a text for each parameter, and no parameter that there is not' {
        @($help.parameters.parameter.name) | Sort-Object | Should -Be @($parameters.Name | Sort-Object)
        foreach ($parameter in $parameters) {
            $shown = Get-Help -Name $command.Name -Parameter $parameter.Name
            $shown.description.Text | Should -Match '\w' -Because $parameter.Name
        }
    }

    It 'tells what the command itself tells of each parameter' {
        foreach ($parameter in $parameters) {
            $shown = $help.parameters.parameter | Where-Object -Property name -EQ $parameter.Name
            $sets = @($parameter.ParameterSets.Values)
            $shown.required | Should -Be "$($sets[0].IsMandatory)" -Because $parameter.Name
            $shown.aliases | Should -Be ($parameter.Aliases.Count ? $parameter.Aliases -join ', ' : 'none')
            $isByName = $sets.ValueFromPipelineByPropertyName -contains $true
            $shown.pipelineInput -match 'ByPropertyName' | Should -Be $isByName -Because $parameter.Name
            $isByValue = $sets.ValueFromPipeline -contains $true
            $shown.pipelineInput -match 'ByValue' | Should -Be $isByValue -Because $parameter.Name
        }
    }

    It 'has the syntax of each parameter set' {
        foreach ($set in $command.ParameterSets) {
            $names = $set.Parameters.Name | Where-Object -FilterScript { $_ -in $parameters.Name } | Sort-Object
            $shown = $help.syntax.syntaxItem | ForEach-Object -Process { ($_.parameter.name | Sort-Object) -join ' ' }
            $shown | Should -Contain ($names -join ' ')
        }
    }
}

Describe 'Help on a machine that speaks another language' {
    It 'is the English one' {
        $lines = Invoke-InNewProcess -Script @"
            [System.Threading.Thread]::CurrentThread.CurrentUICulture = 'de-DE'
            `$PSUICulture
            Import-Module -Name '$script:StagedModule'
            (Get-Help -Name New-SoraVideo).description.Count -gt 1
            (Get-Help -Name about_SoraPS) -match 'LONG DESCRIPTION'
"@
        $lines | Should -Be 'de-DE', 'True', 'True'
    }
}

Describe 'The topic <_>' -ForEach $topics {
    It 'is found, with its short description, in 80 columns' {
        $text = Get-Help -Name $_
        $text | Should -Match "TOPIC\s+$_"
        (Get-Help -Name about_SoraPS* | Where-Object -Property Name -EQ $_).Synopsis | Should -Match '\.$'
        $text -split '\r?\n' | Where-Object -Property Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'Related links' {
    It 'lead to pages that there are' {
        $links = Select-String -Path "$docs/*.md" -Pattern '\]\((?<target>[^):]+)\)' -AllMatches
        $targets = $links.Matches.ForEach({ $_.Groups['target'].Value }) | Sort-Object -Unique
        $targets | Should -Not -BeNullOrEmpty
        $targets | Where-Object -FilterScript { -not (Test-Path -LiteralPath "$docs/$_") } | Should -BeNullOrEmpty
    }
}

Describe 'The examples of the help' {
    BeforeAll {
        $samples = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../samples")
        Mock -CommandName Read-Host -MockWith { [System.Net.NetworkCredential]::new('', 'a-key').SecurePassword }
    }

    BeforeEach {
        $folder = Join-Path -Path $TestDrive -ChildPath ([guid]::NewGuid())
        $null = New-Item -Path $folder -ItemType Directory
        Copy-Item -Path "$samples/*.csv" -Destination $folder
        Push-Location -LiteralPath $folder
        Set-SoraLedger -Path ./ledger.db
        $null = Start-SoraEmulator -Use -GenerationTime 0.2

        # Some examples take up what was submitted before.
        if ($Code -match 'Get-SoraTask') {
            $null = 'A red fox', 'A grey wolf' | New-SoraVideo -Provider LinkModel -Batch spring | Wait-SoraTask
        }
    }

    AfterEach {
        Pop-Location
        Stop-SoraCallback
        Stop-SoraEmulator
        Get-SoraProvider | Remove-SoraProvider -Scope User
        Set-SoraLedger -Default
    }

    # Those that name a database server need that server.
    It 'run: <Cmdlet>, <Title>' -ForEach $examples.Where({ $_.Code -notmatch 'postgresql://' }) {
        # The exit status that a script ends with would end the tests.
        $said = & ([scriptblock]::Create($Code -replace '(?m)^exit ')) *>&1
        $said | Where-Object -FilterScript { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
    }
}
