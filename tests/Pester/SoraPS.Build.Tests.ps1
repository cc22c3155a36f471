BeforeDiscovery {
    $calls = @(
        @{ Words = 'build' }, @{ Words = 'demo' }, @{ Words = 'test' }, @{ Words = 'pack' }, @{ Words = 'test-package' }
        @{ Words = 'publish', 'v1.2.3' }, @{ Words = 'publish', 'v1.2.3', 'Shelf' }, @{ Words = 'release', 'v1.2.3' }
        @{ Words = 'workflows' }, @{ Words = 'bench' }, @{ Words = 'bench', 'line', 'ledger' }
        @{ Words = 'chaos' }, @{ Words = 'chaos', '20', '3', '42' }, @{ Words = 'chaos-machines' }
        @{ Words = 'chaos-machines', '20', '3', '42' }, @{ Words = 'fuzz' }, @{ Words = 'fuzz', '100', '42' }
    )
    $hasBash = -not $IsWindows
}

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
}

Describe 'build.sh and build.ps1' -Skip:(-not $hasBash) {
    BeforeAll {
        # Copies beside a dotnet that only tells what it was called with.
        $here = New-Item -Path "$TestDrive/clone" -ItemType Directory
        Copy-Item -Path "$root/build.sh", "$root/build.ps1" -Destination $here
        $stub = New-Item -Path "$TestDrive/bin/dotnet" -ItemType File -Force -Value "#!/bin/sh`nprintf '%s\n' `"`$@`"`n"
        chmod +x $stub "$here/build.sh"
        $path = $env:PATH
        $env:PATH = "$TestDrive/bin" + [System.IO.Path]::PathSeparator + $env:PATH
    }

    AfterAll {
        $env:PATH = $path
    }

    It 'call the build with the same: <Words>' -ForEach $calls {
        $all = @($Words)
        $bash = & "$here/build.sh" @all
        $LASTEXITCODE | Should -Be 0
        $shell = & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -File "$here/build.ps1" @all
        $LASTEXITCODE | Should -Be 0
        $bash | Should -Contain 'tools/build.proj'
        $shell | Should -Be $bash
    }

    It 'take the same words' {
        $inBash = Select-String -LiteralPath "$root/build.sh" -Pattern '^    ([a-z-]+)\) run' -AllMatches
        $known = (Get-Command -Name "$root/build.ps1").Parameters['Verb'].Attributes.ValidValues
        $inBash.Matches.ForEach({ $_.Groups[1].Value }) | Sort-Object | Should -Be ($known | Sort-Object)
    }
}

Describe 'A fresh clone' {
    It 'builds with any SDK of .NET 10' {
        $wanted = (Get-Content -Raw -LiteralPath "$root/global.json" | ConvertFrom-Json).sdk
        $wanted.version | Should -BeLike '10.0.1??'
        $wanted.rollForward | Should -Be 'latestFeature'
    }
}
