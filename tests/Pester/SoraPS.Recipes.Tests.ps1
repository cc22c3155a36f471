# docs/RECIPES.md does what it says, as far as it can be run here.
BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $null = New-Item -Path "$work/programs" -ItemType Directory
    $page = Get-Content -Raw -LiteralPath "$root/docs/RECIPES.md"
    $blocks = [regex]::Matches($page, '(?ms)^```(?<kind>\w*)\n(?<text>.*?)^```')
    function Get-Block([string] $Like) {
        $blocks.Where({ $_.Groups['text'].Value -like $Like })[0].Groups['text'].Value
    }

    foreach ($name in 'batch', 'check', 'install', 'traced') {
        Set-Content -LiteralPath "$work/$name.ps1" -Value (Get-Block "# $name.ps1*")
    }

    Set-Content -LiteralPath "$work/prompts.csv" -Value "Name,Prompt`nlake,A lake`nboat,A boat"
    $emulator = Start-SoraEmulator -GenerationTime 0
    $settings = @{
        defaultProvider = 'LinkModel'
        providers       = @{ LinkModel = @{ baseUri = "$($emulator.BaseUri.LinkModel)"; pollIntervalSec = 0.2 } }
    }
    $settings | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath "$work/settings.json"

    # A program that cannot be had here, as a script; pwsh is the one that runs the tests.
    function New-Program([string] $Name, [string] $Text) {
        Set-Content -LiteralPath "$work/programs/$Name" -Value "#!/bin/sh`n$Text"
        chmod +x "$work/programs/$Name"
    }

    if (-not $IsWindows) {
        New-Program pwsh "exec '$([System.Environment]::ProcessPath)' `"`$@`""
    }

    # Runs a program as cron, systemd or a container do: in a process with an environment of its own. Gives its exit status.
    function Invoke-Program([string[]] $Line, [hashtable] $With = @{}) {
        $environment = @{
            SORAPS_SETTINGS = "$work/settings.json"; SORAPS_LEDGER = "$work/ledger.db"; LINKMODEL_API_KEY = $emulator.ApiKey
            PSModulePath = [System.IO.Path]::GetDirectoryName($script:StagedModule); OTEL_EXPORTER_OTLP_PROTOCOL = 'http/protobuf'
            PATH = "$work/programs$([System.IO.Path]::PathSeparator)$env:PATH"
        }
        $With.Keys.ForEach({ $environment[$_] = $With[$_] })
        $start = [System.Diagnostics.ProcessStartInfo]@{
            FileName = $Line[0]; WorkingDirectory = $work
            RedirectStandardInput = $true; RedirectStandardOutput = $true; RedirectStandardError = $true
        }
        ($Line | Select-Object -Skip 1).ForEach({ $start.ArgumentList.Add($_) })
        foreach ($name in $environment.Keys) {
            $null = $start.Environment.Remove($name)
            if ($null -ne $environment[$name]) {
                $start.Environment[$name] = $environment[$name]
            }
        }

        $process = [System.Diagnostics.Process]::Start($start)
        $texts = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
        $process.StandardInput.Close()
        Wait-Exit $process
        Set-Content -LiteralPath "$work/said.txt" -Value $texts.Result
        $process.ExitCode
    }

    # A folder that is a user's home and has no SoraPS yet, but its package.
    function New-Home {
        $packages = "-property:PackageOutputPath=$work/packages"
        if (-not (Test-Path -LiteralPath "$work/packages")) {
            $said = dotnet msbuild "$root/tools/Package/Package.csproj" -restore -target:PackModule $packages -nodeReuse:false -tl:off 2>&1
            $LASTEXITCODE | Should -Be 0 -Because ($said -join "`n")
        }

        $place = (New-Item -Path "$work/$([guid]::NewGuid())" -ItemType Directory).FullName
        @{ HOME = $place; PSModulePath = $null; XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null }
    }

    # The next recipe must make them by itself.
    function Assert-Made([string] $Folder) {
        "$Folder/lake.mp4", "$Folder/boat.mp4" | Should -Exist -Because (Get-Content -Raw -LiteralPath "$work/said.txt")
        Remove-Item -LiteralPath $Folder -Recurse
    }
}

AfterAll {
    Stop-SoraEmulator -Id $emulator.Id
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction Ignore
}

Describe 'check.ps1' {
    It 'tells what is wrong with a file, what it costs and how much room there is, and sends nothing' {
        Set-Content -LiteralPath "$work/wrong.csv" -Value "Name,Prompt,Duration`nlake,A lake,8`nboat,A boat,7`nfox,,8"
        $null = Invoke-Program ([System.Environment]::ProcessPath, '-NoProfile', '-File', 'check.ps1', '-Csv', 'wrong.csv', '-Batch', 'checked')
        $said = Get-Content -Raw -LiteralPath "$work/said.txt"
        $said | Should -Match 'Row boat: .*Duration 7'
        $said | Should -Match 'Row fox: '
        $said | Should -Match 'In all: 1 row of unknown price'
        $said | Should -Match '\d GB are free'
        (Get-SoraEmulator -Id $emulator.Id).Creates | Should -Be 0
    }
}

Describe 'batch.ps1' {
    BeforeAll {
        $batch = [System.Environment]::ProcessPath, '-NoProfile', '-File', 'batch.ps1'
    }

    It 'exits with 1 if a row has no video' {
        Invoke-Program $batch @{ LINKMODEL_API_KEY = 'wrong' } | Should -Be 1
    }

    It 'exits with 0 if every row has its video, and pays once' {
        Invoke-Program $batch | Should -Be 0
        Invoke-Program $batch | Should -Be 0
        Assert-Made "$work/videos"
        (Get-SoraEmulator -Id $emulator.Id).TasksMade | Should -Be 2
    }

    It 'ends with what its hook and its log tell' {
        Set-SoraLedger -Path "$work/ledger.db"
        Push-Location -LiteralPath $work
        $env:HOOK = 'https://hook.example'
        Mock -CommandName Invoke-RestMethod -MockWith { $Body }
        try {
            $sent = & ([scriptblock]::Create((Get-Block '*Invoke-RestMethod*'))) | ConvertFrom-Json
            & ([scriptblock]::Create((Get-Block '*tasks.jsonl*')))
        }
        finally {
            Pop-Location
            Set-SoraLedger -Default
        }

        $sent.states.Name, $sent.states.Count | Should -Be 'Succeeded', 2
        $sent.cost.Tasks | Should -Be 2
        (Get-Content -LiteralPath "$work/tasks.jsonl" | ConvertFrom-Json).State | Should -Be 'Succeeded', 'Succeeded'
    }
}

Describe 'cron' {
    It 'mails what was said if a run failed, and nothing else' -Tag 'needs a Unix shell' -Skip:$IsWindows {
        New-Program mail "cat > '$work/mail.txt'"
        $line = ((Get-Block '*batch.log*') -split "`n").Where({ $_ -match '^15 2 ' })[0]
        $command = ($line -replace '^15 2 \* \* \* ').Replace('/srv/videos', $work)
        Invoke-Program sh, '-c', $command @{ SORAPS_LEDGER = "$work/cron.db" } | Should -Be 0
        "$work/mail.txt" | Should -Not -Exist
        Assert-Made "$work/videos"
        $null = Invoke-Program sh, '-c', $command @{ SORAPS_LEDGER = "$work/cron2.db"; LINKMODEL_API_KEY = 'wrong' }
        Get-Content -Raw -LiteralPath "$work/mail.txt" | Should -Match 'LinkModel'
    }
}

Describe 'systemd' {
    It 'takes the units' -Tag 'needs systemd-analyze' -Skip:(-not (Get-Command -Name systemd-analyze -ErrorAction Ignore)) {
        Set-Content -LiteralPath "$work/videos.service" -Value (Get-Block '*Type=oneshot*')
        Set-Content -LiteralPath "$work/videos.timer" -Value (Get-Block '*OnCalendar*')
        $said = systemd-analyze verify "$work/videos.timer" 2>&1
        @($said) -match 'Unknown|Failed to parse|Invalid' | Should -BeNullOrEmpty
    }

    It 'gives the key to the run that it starts' -Tag 'needs a Unix shell' -Skip:$IsWindows {
        Set-Content -LiteralPath "$work/key" -Value $emulator.ApiKey
        $command = [regex]::Match((Get-Block '*Type=oneshot*'), "ExecStart=/bin/sh -c '(.*)'").Groups[1].Value
        $with = @{ LINKMODEL_API_KEY = $null; CREDENTIALS_DIRECTORY = $work; SORAPS_LEDGER = "$work/systemd.db" }
        Invoke-Program sh, '-c', $command $with | Should -Be 0
        Assert-Made "$work/videos"
    }
}

Describe 'GitHub Actions' -Tag 'needs a Unix shell' -Skip:$IsWindows {
    It 'runs its lines, which install SoraPS and make the videos' {
        $text = Get-Block 'name: videos*'
        $lines = [regex]::Match($text, '(?m)^        run: \|\n((?:^          .*\n)+)').Groups[1].Value
        $asked = 'tool install PowerShell --version 7.6.5 --tool-path ./tools'
        New-Program dotnet "test `"`$*`" = '$asked' && mkdir tools && ln -s ../programs/pwsh tools"
        $place = New-Home
        $place.SORAPS_LEDGER = "$work/ledger/ledger.db"
        Invoke-Program bash, '-e', '-c', $lines $place | Should -Be 0 -Because (Get-Content -Raw -LiteralPath "$work/said.txt")
        Assert-Made "$work/videos"
        Remove-Item -LiteralPath "$work/programs/dotnet"
    }

    It 'keeps the ledger of a run that failed' {
        Get-Block 'name: videos*' | Should -Match '(?s)cache/save@v\d\s+if: always\(\)\s+with:\s+path: ledger\s+key: \S*.*run_attempt'
    }
}

Describe 'Azure Functions' {
    It 'make the videos' {
        $function = (New-Item -Path "$work/function" -ItemType Directory).FullName
        Copy-Item -LiteralPath "$work/prompts.csv" -Destination $function
        Set-Content -LiteralPath "$function/run.ps1" -Value (Get-Block 'param($Timer)*')
        $with = @{ VIDEO_FOLDER = "$work/function-videos"; SORAPS_LEDGER = "$work/function.db" }
        Invoke-Program ([System.Environment]::ProcessPath), '-NoProfile', '-File', "$function/run.ps1" $with | Should -Be 0
        Assert-Made "$work/function-videos"
    }
}

Describe 'A container' -Tag 'needs a Unix shell' -Skip:$IsWindows {
    It 'runs its lines, which install SoraPS and make the videos on the volume' {
        $text = Get-Block 'FROM *'
        $place = New-Home
        $place.SORAPS_LEDGER = "$work/data/ledger.db"
        $text | Should -Match '(?m)^ENV SORAPS_LEDGER=/data/ledger.db$'
        foreach ($run in [regex]::Matches($text, '(?m)^RUN (pwsh .*)$')) {
            Invoke-Program sh, '-c', $run.Groups[1].Value $place | Should -Be 0
        }

        $entry = [regex]::Match($text, '(?m)^ENTRYPOINT (.*)$').Groups[1].Value | ConvertFrom-Json
        Invoke-Program ($entry -replace '^/data', "$work/data") $place | Should -Be 0
        Assert-Made "$work/data/videos"
    }
}

Describe 'OpenTelemetry' {
    It 'gets traces and figures of the run' {
        $null = New-Item -Path "$work/otel" -ItemType Directory
        Set-Content -LiteralPath "$work/otel/otel.csproj" -Value (Get-Block '*OpenTelemetryProtocol" Version*')
        $said = dotnet publish "$work/otel/otel.csproj" --output "$work/otel/lib" -nodeReuse:false 2>&1
        if ("$said" -match 'NU1101|NU1301') {
            Set-ItResult -Skipped -Because 'NuGet does not give the exporter'
        }

        $listener = [System.Net.HttpListener]::new()
        $port = Get-Random -Minimum 20000 -Maximum 60000
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        $received = [System.Collections.Concurrent.ConcurrentDictionary[string, string]]::new()
        $serving = Start-ThreadJob -ArgumentList $listener, $received -ScriptBlock {
            param($Listener, $Received)
            do {
                $context = $Listener.GetContext()
                $path = $context.Request.RawUrl
                $body = [System.IO.StreamReader]::new($context.Request.InputStream, [System.Text.Encoding]::Latin1).ReadToEnd()
                $Received[$path] += $body
                $context.Response.Close()
            } until ($path -eq '/end')
        }
        $with = @{ OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:$port"; SORAPS_LEDGER = "$work/traced.db" }
        try {
            $status = Invoke-Program ([System.Environment]::ProcessPath), '-NoProfile', '-File', 'traced.ps1', '-Batch', 'traced' $with
            $status | Should -Be 0 -Because (Get-Content -Raw -LiteralPath "$work/said.txt")
        }
        finally {
            # Asked to end: a listener that is stopped while its thread asks for the next request may leave that waiting forever.
            $null = Invoke-WebRequest -Uri "http://127.0.0.1:$port/end"
            $serving | Receive-Job -Wait -AutoRemoveJob
            $listener.Stop()
        }

        $received['/v1/traces'] | Should -Match 'submit'
        $received['/v1/traces'] | Should -Match 'download'
        foreach ($figure in [regex]::Matches($page, '`(soraps\.[a-z.]+)`').ForEach({ $_.Groups[1].Value })) {
            $received['/v1/metrics'] | Should -Match ([regex]::Escape($figure))
        }

        "$($received.Values)" | Should -Not -Match "A lake|$([regex]::Escape($emulator.ApiKey))"
    }
}
