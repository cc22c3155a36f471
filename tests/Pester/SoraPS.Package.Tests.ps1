BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $version = (Import-PowerShellDataFile -LiteralPath "$script:StagedModule/SoraPS.psd1").ModuleVersion
}

Describe 'The version' {
    It 'is the same in the manifest, the assemblies and the changelog' {
        $entry = Select-String -LiteralPath "$root/CHANGELOG.md" -Pattern '^## v(\S+) - ' | Select-Object -First 1
        $entry.Matches[0].Groups[1].Value | Should -Be $version
        foreach ($file in Get-ChildItem -Path "$script:StagedModule/bin" -Filter 'SoraPS*.dll' -Recurse) {
            $file.VersionInfo.FileVersion | Should -Be "$version.0" -Because $file.FullName
        }
    }
}

Describe 'The package' {
    BeforeAll {
        $packages = Join-Path -Path $TestDrive -ChildPath 'packages'
        $options = '-restore', '-target:PackModule', "-property:PackageOutputPath=$packages", '-nodeReuse:false', '-tl:off'
        $output = dotnet msbuild "$root/tools/Package/Package.csproj" @options 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw ($output -join [System.Environment]::NewLine)
        }
    }

    It 'can be installed from a folder and imported from there' -Tag 'needs Microsoft.PowerShell.PSResourceGet' -Skip:(-not (Get-Command -Name Save-PSResource -ErrorAction Ignore)) {
        $lines = Invoke-InNewProcess -Script @"
            Register-PSResourceRepository -Name SoraPSTest -Uri '$packages' -Trusted -Force
            try {
                Save-PSResource -Name SoraPS -Repository SoraPSTest -Path '$TestDrive' -TrustRepository
            }
            finally {
                Unregister-PSResourceRepository -Name SoraPSTest
            }
            Import-Module -Name '$TestDrive/SoraPS/$version/SoraPS.psd1'
            (Get-Module -Name SoraPS).ExportedCmdlets.Count
            (Get-Module -Name SoraPS).ModuleBase
"@
        [int]$lines[0] | Should -Be (Get-Module -Name SoraPS).ExportedCmdlets.Count
        $lines[1] | Should -BeLike "*SoraPS*$version"
    }

    It 'holds the files of the module folder, no more and no less' {
        foreach ($name in "SoraPS-$version.zip", "SoraPS.$version.nupkg") {
            $archive = [System.IO.Compression.ZipFile]::OpenRead("$packages/$name")
            try {
                # What NuGet adds for itself.
                $entries = $archive.Entries.FullName -notmatch '^(_rels/|package/|\[Content_Types\]|SoraPS\.nuspec)'
            }
            finally {
                $archive.Dispose()
            }

            $files = Get-ChildItem -Path $script:StagedModule -Recurse -File |
                ForEach-Object { [System.IO.Path]::GetRelativePath($script:StagedModule, $_.FullName).Replace('\', '/') }
            ($entries | Sort-Object) | Should -Be ($files | Sort-Object)
        }
    }
}

Describe 'What is in the package' {
    BeforeAll {
        $files = Get-ChildItem -LiteralPath $script:StagedModule -Recurse -File
        $notices = Get-Content -Raw -LiteralPath "$script:StagedModule/THIRD-PARTY-NOTICES.txt"
    }

    It 'is there only once' {
        $files | Get-FileHash | Group-Object -Property Hash | Where-Object -Property Count -GT 1 |
            ForEach-Object { $_.Group.Path -join ' = ' } | Should -BeNullOrEmpty
    }

    It 'is not larger than it was by more than a tenth' {
        # Portable assemblies, the same for this machine ahead of time, and SQLite for nine kinds of machine.
        $portable = $files | Where-Object -Property FullName -NotMatch '[/\\]lib[/\\]' | Measure-Object -Property Length -Sum
        $portable.Sum / 1mb | Should -BeLessThan 20
    }

    It 'links only to what is there: <_>' -ForEach 'README.md', 'CHANGELOG.md', 'docs/BENCHMARKS.md', 'docs/RECIPES.md', 'docs/MANY-MACHINES.md' {
        $text = Get-Content -Raw -LiteralPath "$script:StagedModule/$_"
        $folder = Split-Path -Path "$script:StagedModule/$_"
        $links = [regex]::Matches($text, '\]\((?!https?:|#)([^)#]+)').ForEach({ $_.Groups[1].Value })
        $links | Where-Object -FilterScript { -not (Test-Path -LiteralPath "$folder/$_") } | Should -BeNullOrEmpty
    }

    It 'has the license of each package of which it has files, with its text' {
        $packages = (dotnet nuget locals global-packages --list) -replace '^global-packages: '
        $foreign = $files | Where-Object -FilterScript { $_.Directory.Name -in 'bin', 'native' -and $_.Name -notlike 'SoraPS*' }
        $foreign.Count | Should -BeGreaterThan 20
        $known = Get-ChildItem -Path "$packages/*/*/lib/*/*.dll", "$packages/*/*/runtimes/*/native/*", "$packages/*/*/runtimes/*/nativeassets/*/*" |
            Where-Object -Property Name -In $foreign.Name
        $hashes = $known | Get-FileHash | Group-Object -Property Hash -AsHashTable
        foreach ($file in $foreign) {
            # The same bytes may be in several packages.
            $named = foreach ($source in $hashes[(Get-FileHash -LiteralPath $file).Hash].Path) {
                $id, $number = [System.IO.Path]::GetRelativePath($packages, $source).Split([char[]]'/\')[0, 1]
                "(?im)^$([regex]::Escape("$id $number")) \("
            }
            $named | Where-Object -FilterScript { $notices -match $_ } | Should -Not -BeNullOrEmpty -Because $file.FullName
        }

        foreach ($words in 'Permission is hereby granted', 'Apache License', 'The PostgreSQL License', 'Redistribution and use', 'public domain') {
            $notices | Should -Match $words
        }
    }

    It 'is described by the nupkg as by the manifest' {
        $data = Import-PowerShellDataFile -LiteralPath "$root/SoraPS.psd1"
        $nuspec = ([xml](Get-Content -Raw -LiteralPath "$root/tools/Package/SoraPS.nuspec")).package.metadata
        $nuspec.description | Should -Be $data.Description
        $nuspec.authors | Should -Be $data.Author
        $nuspec.releaseNotes | Should -Be $data.PrivateData.PSData.ReleaseNotes
        $nuspec.tags.Split(' ') | Sort-Object | Should -Be (@('PSModule') + $data.PrivateData.PSData.Tags | Sort-Object)
    }
}

Describe 'The assemblies' {
    It 'name no folder of the machine that built them' {
        foreach ($file in Get-ChildItem -Path "$script:StagedModule/bin" -Filter 'SoraPS*.dll') {
            $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            $text.Contains($root) | Should -BeFalse -Because $file.Name
        }
    }
}

Describe 'The code that was compiled ahead of time' {
    BeforeDiscovery {
        $ahead = "$PSScriptRoot/../../output/SoraPS/bin/runtimes/$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)/lib"
    }

    # Without the types of PowerShell at hand the compiler leaves the cmdlets out, and says nothing.
    It 'holds the cmdlets' -Tag 'needs assemblies compiled ahead of time for this platform' -Skip:(-not (Test-Path -LiteralPath $ahead)) {
        $compiled = Invoke-InNewProcess -Script @"
            Add-Type -TypeDefinition '
                using System.Collections.Concurrent;
                using System.Diagnostics.Tracing;

                public sealed class Compiler : EventListener
                {
                    public BlockingCollection<string> Types { get; } = new();

                    protected override void OnEventSourceCreated(EventSource source)
                    {
                        if (source.Name == "Microsoft-Windows-DotNETRuntime")
                            EnableEvents(source, EventLevel.Verbose, (EventKeywords)0x10);
                    }

                    protected override void OnEventWritten(EventWrittenEventArgs e)
                    {
                        if (e.EventName.StartsWith("MethodJittingStarted"))
                            Types.Add((string)e.Payload[e.PayloadNames.IndexOf("MethodNamespace")]);
                    }
                }

                public static class LastOne { public static void Run() { } }'
            `$compiler = [Compiler]::new()
            Import-Module -Name '$script:StagedModule'
            Set-SoraProvider -Name OpenAI -BaseUri 'http://127.0.0.1:1' -ApiKey test-key
            [LastOne]::Run()
            `$type = ''
            while (`$compiler.Types.TryTake([ref]`$type, 30000)) {
                `$type
                if (`$type -eq 'LastOne') { break }
            }
"@
        $compiled | Should -Contain 'LastOne'
        $compiled -like 'SoraPS.Commands.*' | Should -BeNullOrEmpty
    }
}
