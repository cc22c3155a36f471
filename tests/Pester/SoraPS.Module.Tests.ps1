BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'The staged module' {
    BeforeAll {
        $manifestPath = Join-Path -Path $script:StagedModule -ChildPath 'SoraPS.psd1'
        $bin = Join-Path -Path $script:StagedModule -ChildPath 'bin'
        $importAndCount = @"
            Import-Module -Name '$script:StagedModule'
            (Get-Module -Name SoraPS).ExportedCmdlets.Count
"@
    }

    It 'has a valid manifest' {
        $manifest = Test-ModuleManifest -Path $manifestPath -ErrorAction Stop
        $manifest.PowerShellVersion | Should -Be ([version]'7.6')
        $manifest.CompatiblePSEditions | Should -Be 'Core'
    }

    It 'has the version of its assemblies' {
        $manifest = Import-PowerShellDataFile -LiteralPath $manifestPath
        $version = [SoraPS.SoraTask].Assembly.GetName().Version
        "$($version.Major).$($version.Minor).$($version.Build)" | Should -Be $manifest.ModuleVersion
    }

    It 'exports each cmdlet that the manifest names, and nothing else' {
        $manifest = Import-PowerShellDataFile -LiteralPath $manifestPath
        $exported = (Get-Command -Module SoraPS).Name | Sort-Object
        $exported | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        (Get-Module -Name SoraPS).ExportedCmdlets.Count | Should -Be $manifest.CmdletsToExport.Count
    }

    It 'keeps its cmdlets when it is imported again with -Force' {
        $counts = Invoke-InNewProcess -Script @"
            $importAndCount
            Import-Module -Name '$script:StagedModule' -Force
            (Get-Module -Name SoraPS).ExportedCmdlets.Count
"@
        $counts | Should -HaveCount 2
        [int]$counts[0] | Should -BeGreaterThan 0
        $counts[1] | Should -Be $counts[0]
    }

    It 'keeps its cmdlets when it is removed and imported again' {
        $counts = Invoke-InNewProcess -Script @"
            $importAndCount
            Remove-Module -Name SoraPS
            $importAndCount
"@
        [int]$counts[0] | Should -BeGreaterThan 0
        $counts[1] | Should -Be $counts[0]
    }

    It 'can be imported by several runspaces at once' {
        $counts = Invoke-InNewProcess -Script @"
            1..4 | ForEach-Object -Parallel { $importAndCount }
"@
        $counts | Should -HaveCount 4
        $counts | Select-Object -Unique | Should -Be (Get-Module -Name SoraPS).ExportedCmdlets.Count
    }

    It 'lets scripts name its public types: <_>' -ForEach @(
        'SoraTask', 'SoraVideo', 'SoraProvider', 'SoraModel', 'SoraException', 'SoraTaskState'
    ) {
        "SoraPS.$_" -as [type] | Should -Not -BeNullOrEmpty
    }

    It 'keeps all else out of the default context' {
        $inDefault = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies |
            Where-Object -FilterScript { $_.Location.StartsWith($bin) }
        $inDefault.GetName().Name | Should -Be 'SoraPS.Abstractions'
    }

    It 'holds no assembly that PowerShell or the runtime ships' {
        $shipped = Get-ChildItem -LiteralPath $PSHOME -Filter *.dll
        $runtimeFolder = [System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()
        $runtime = Get-ChildItem -LiteralPath $runtimeFolder
        $staged = Get-ChildItem -LiteralPath $bin -Filter *.dll
        $staged.Name | Where-Object -FilterScript { $_ -in $shipped.Name -or $_ -in $runtime.Name } |
            Should -BeNullOrEmpty
    }

    It 'holds nothing that is not needed at run time' {
        Get-ChildItem -LiteralPath $script:StagedModule -Recurse -Include *.pdb, *.deps.json, SoraPS*.xml |
            Where-Object -Property Name -NotLike *-Help.xml |
            Should -BeNullOrEmpty
    }

    It 'holds a SQLite library for <_>' -ForEach @(
        'linux-x64', 'linux-arm64', 'linux-musl-x64', 'linux-musl-arm64', 'osx-x64', 'osx-arm64', 'win-x64', 'win-arm64', 'win-x86'
    ) {
        Join-Path -Path $bin -ChildPath "runtimes/$_/native/*e_sqlite3.*" | Should -Exist
    }

    It 'has a format for real types only' {
        $format = [xml](Get-Content -Raw -LiteralPath "$script:StagedModule/module/SoraPS.Format.ps1xml")
        $format.SelectNodes('//TypeName').InnerText | Sort-Object -Unique |
            Where-Object -FilterScript { -not ($_ -as [type]) } | Should -BeNullOrEmpty
    }
}

Describe 'Beside a module that has loaded an older System.Threading.RateLimiting' {
    BeforeAll {
        $older = Join-Path -Path $PSScriptRoot -ChildPath (
            '../SoraPS.Tests/bin/Release/net10.0/OlderPackages/System.Threading.RateLimiting.dll')
        $older = [System.IO.Path]::GetFullPath($older)
    }

    It 'submits with the version of its own' {
        $lines = Invoke-InNewProcess -Script @"
            New-Module -Name OlderPackage -ScriptBlock { Add-Type -Path '$older' } | Import-Module
            Import-Module -Name '$script:StagedModule'
            `$null = Start-SoraEmulator -Use
            Set-SoraProvider -Name LinkModel -RequestsPerMinute 600
            ('A quiet lake at dawn' | New-SoraVideo -Provider LinkModel).State
            Stop-SoraEmulator
            [System.Runtime.Loader.AssemblyLoadContext]::All.ForEach({
                `$context = `$_.Name
                `$_.Assemblies.GetName().Where({ `$_.Name -eq 'System.Threading.RateLimiting' }).ForEach({
                    "`$context `$(`$_.Version.Major)"
                })
            })
"@
        $lines[0] | Should -BeIn 'Queued', 'Running'
        $lines | Should -Contain 'Default 8'
        $lines | Should -Contain 'SoraPS 10'
    }
}
