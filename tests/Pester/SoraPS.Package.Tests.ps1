BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $version = (Import-PowerShellDataFile -LiteralPath "$script:StagedModule/SoraPS.psd1").ModuleVersion
}

Describe 'The version' {
    It 'is the same in the manifest, the assemblies and the changelog' {
        $entry = Select-String -LiteralPath "$root/CHANGELOG.md" -Pattern '^## v(\S+)' | Select-Object -First 1
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
