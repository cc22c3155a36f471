# The likeliest mistakes, and what each says. Read it as a list; add a line when you have made another.
BeforeDiscovery {
    # Columns: what was done wrong; how; the error id, or 'Warning'; what the message says; what it advises.
    $mistakes = @(
        , @('a file delimited by semicolons', { 'Name;Prompt', 'lake;A lake' | ConvertFrom-Csv | New-SoraVideo @to },
            'InvalidRequest', "no column Prompt. Columns found: 'Name;Prompt'", "Import-Csv -Delimiter ';'")
        , @('a file delimited by tabs', { "Name`tPrompt", "lake`tA lake" | ConvertFrom-Csv | New-SoraVideo @to },
            'InvalidRequest', 'no column Prompt', 'Import-Csv -Delimiter "`t"')
        , @('another name for the column', { 'Name,Description', 'lake,A lake' | ConvertFrom-Csv | New-SoraVideo @to },
            'InvalidRequest', "Columns found: 'Name', 'Description'", "the name Prompt")
        , @('Get-Content for Import-Csv', { 'Name,Prompt', 'lake,A lake' | New-SoraVideo @to },
            'InvalidRequest', "'Name,Prompt', looks like the header of a CSV", 'Import-Csv')
        , @('a file read with the wrong encoding', { "Ein sch$([char] 0xFFFD)ner Flu$([char] 0xFFFD)" | New-SoraVideo @to },
            'InvalidRequest', 'Prompt holds U\+FFFD \(letter 8\)', 'Import-Csv -Encoding')
        , @('a batch read with the wrong encoding', { Get-MistakenRow | New-SoraVideo @to -Batch "Fr$([char] 0xFFFD)hling" },
            'InvalidRequest', 'Batch holds U\+FFFD \(letter 3\)', 'Import-Csv -Encoding')
        , @('fields read with the wrong encoding', {
                Get-MistakenRow | New-SoraVideo @to -AdditionalBody "{ `"not`": [`"M$([char] 0xFFFD)we`"] }"
            },
            'InvalidRequest', '^Row lake: AdditionalBody holds U\+FFFD \(letter 2\)', 'Import-Csv -Encoding')
        , @('a hashtable as a row', { @{ Prompt = 'A lake' } | New-SoraVideo @to },
            'InvalidRequest', 'A hashtable is not a row', '\[pscustomobject\]')
        , @('numbers as rows', { 1..3 | New-SoraVideo @to },
            'InvalidRequest', '1 \(Int32\) is not a row', 'column Prompt')
        , @('an empty cell for the prompt', { Get-MistakenRow -Prompt '' | New-SoraVideo @to },
            'InvalidRequest', '^Row lake: The row has no prompt', 'column Prompt')
        , @('a length that is not offered', { Get-MistakenRow -Duration 7 | New-SoraVideo @to },
            'InvalidRequest', '^Row lake: LinkModel: Duration 7 is not offered; sora-2 offers 4, 8, 12', 'Get-SoraModel')
        , @('a length in words', { Get-MistakenRow -Duration 'eight' | New-SoraVideo @to },
            'ParameterArgumentTransformationError', "'Duration'. Row lake: 'eight' is not a whole number", '')
        , @('an aspect ratio that is not offered', { Get-MistakenRow -AspectRatio '4:3' | New-SoraVideo @to },
            'InvalidRequest', '^Row lake: LinkModel: Ratio 4:3 is not offered', 'Get-SoraModel')
        , @('a resolution that is not offered', { Get-MistakenRow -Resolution '8k' | New-SoraVideo @to },
            'InvalidRequest', '^Row lake: ', '')
        , @('a row without a name', { [pscustomobject] @{ Prompt = 'A boat'; Duration = 7 } | New-SoraVideo @to },
            'InvalidRequest', "^Row 1 'A boat': LinkModel", 'Correct the row')
        , @('one name for two prompts', { (Get-MistakenRow), (Get-MistakenRow -Prompt 'A pond') | New-SoraVideo @to -Batch "twice-$PID" },
            'InvalidRequest', '^Row lake: An earlier row has the same name but a different request', 'Name of its own')
        , @('an image that is not there', { Get-MistakenRow -Image './no-such.png' | New-SoraVideo -Provider OpenAI },
            'InvalidRequest', '^Row lake: .*no-such.png', '')
        , @('an image file for a gateway that takes none', { Get-MistakenRow -Image $PSCommandPath | New-SoraVideo @to },
            'InvalidRequest', '^Row lake: LinkModel takes an image by its web address only', '')
        , @('an image behind a firewall', { Get-MistakenRow -Image 'http://192.168.0.4/a.png' | New-SoraVideo -Provider Public },
            'InvalidRequest', '^Row lake: .*cannot reach the private image address', '')
        , @('a provider that is misspelled', { 'A lake' | New-SoraVideo -Provider LinkModle },
            'ProviderNotChosen', 'LinkModle', 'Correct the name')
        , @('a secret that is not there', { 'A lake' | New-SoraVideo -Provider Keyless },
            'ApiKeyMissing', 'no-such-secret', '')
        , @('a wrong key', { 1..50 | ForEach-Object -Process { "Boat $_" } | New-SoraVideo -Provider Wrong },
            'AuthenticationFailed', '^47 rows were not submitted', 'key of Wrong.*run the same command again')
        , @('a wrong key, tested', { Test-SoraProvider -Name Wrong },
            'Warning', '^Wrong: ', '^(?!.*Test-SoraProvider).*Correct the key of Wrong')
        , @('removing a task while its gateway is down', { Remove-SoraTask -Id nobodys -Provider Proxied -Force -Confirm:$false },
            'GatewayUnavailable', 'The proxy 127.0.0.1:9 cannot be reached', '^(?!.*waited for)')
        , @('an account without credit', { 1..50 | ForEach-Object -Process { "Boat $_" } | New-SoraVideo -Provider Broke },
            'QuotaExceeded', '^47 rows were not submitted', 'Top up the account at Broke')
        , @('a port that is in use', { Start-SoraEmulator -Port $emulator.BaseUri.OpenAI.Port },
            'InvalidRequest', '^The emulator cannot listen on port \d+: ', 'another -Port')
        , @('a proxy that is gone', { Test-SoraProvider -Name Proxied },
            'Warning', 'The proxy 127.0.0.1:9 cannot be reached', 'Set-SoraProvider -Proxy')
        , @('-Retry without a batch', { 'A lake' | New-SoraVideo @to -Retry Failed },
            'InvalidRequest', '-Retry is about rows that were submitted before', 'Give the -Batch')
        , @('-Force without a batch', { 'A lake' | New-SoraVideo @to -Force },
            'InvalidRequest', '-Force is about rows that were submitted before.*Nothing was sent', 'Give the -Batch.*add -MaxCost')
        , @('-Retry for a reason that there is not', { 'A lake' | New-SoraVideo @to -Batch "why-$PID" -Retry Broken },
            'ParameterArgumentValidationError', 'Broken', '')
        , @('another prompt under a name that was made', {
                Get-MistakenRow | New-SoraVideo @to -Batch "changed-$PID"
                Get-MistakenRow -Prompt 'A pond' | New-SoraVideo @to -Batch "changed-$PID" },
            'Warning', '^Row lake: The row has changed since it was submitted', 'another name')
        , @('a limit that is too low', { (Get-MistakenRow), (Get-MistakenRow -Name boat) | New-SoraVideo -Provider UniAll -MaxCost 0.01 },
            'CostLimitReached', '^Row boat: UniAll: an earlier row would have exceeded -MaxCost', 'Raise -MaxCost')
        , @('saving what has not ended', { Get-MistakenRow | New-SoraVideo -Provider Slow | Save-SoraVideo -Path $videos },
            'Warning', '^Row lake: Slow: task .* was skipped', 'Wait-SoraTask')
        , @('a folder that cannot be written', { 'A lake' | New-SoraVideo @to | Save-SoraVideo -Path "$PSCommandPath/videos" },
            'WriteFailed', '', '')
        , @('a file name with a field that there is not', { 'A lake' | New-SoraVideo @to | Save-SoraVideo -Path $videos -FileName '{Nmae}' },
            'InvalidRequest', 'Nmae', 'Name')
        , @('a file that was edited', {
                $video = Get-MistakenRow -Name edited | New-SoraVideo @to | Wait-SoraTask | Save-SoraVideo -Path $videos
                Add-Content -LiteralPath $video.Path -Value 'edited'
                $video.Task | Save-SoraVideo -Path $videos },
            'FileExists', '^Row edited: The file .* was changed', 'another -Path')
        , @('an id that the gateway does not know', { Wait-SoraTask -Id nobodys @to },
            'TaskNotFound', 'nobodys', 'Check the id')
        , @('too short a wait', { Get-MistakenRow | New-SoraVideo -Provider Slow | Wait-SoraTask -TimeoutSec 0.2 },
            'WaitTimeout', '^Row lake: Slow: task .* did not end within 0.2 s', 'Wait-SoraTask')
    ) | ForEach-Object -Process { @{ What = $_[0]; Do = $_[1]; Id = $_[2]; Says = $_[3]; Advice = $_[4] } }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $videos = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"
    $to = @{ Provider = 'LinkModel' }
    $emulator = Start-SoraEmulator -Use -GenerationTime 0.1
    $slow = Start-SoraEmulator -GenerationTime 600
    $broke = Start-SoraEmulator -Fault @{ Kind = 'ErrorBefore'; On = 'Create'; Status = 402 }
    Set-SoraProvider -Name Wrong -Dialect LinkModel -BaseUri $emulator.BaseUri.LinkModel -ApiKey 'not-the-key'
    Set-SoraProvider -Name Broke -Dialect AimlApi -BaseUri $broke.BaseUri.AimlApi -ApiKey $broke.ApiKey
    Set-SoraProvider -Name Slow -Dialect LinkModel -BaseUri $slow.BaseUri.LinkModel -ApiKey $slow.ApiKey
    Set-SoraProvider -Name Keyless -Dialect LinkModel -BaseUri 'https://gateway.example' -SecretName no-such-secret
    Set-SoraProvider -Name Public -Dialect LinkModel -BaseUri 'https://gateway.example' -ApiKey 'some-key'
    Set-SoraProvider -Name Proxied -Dialect OpenAI -BaseUri 'https://gateway.example/v1' -ApiKey 'some-key' -Proxy 'http://127.0.0.1:9'

    # A row that can be made, but for what is given.
    function Get-MistakenRow([string] $Name = 'lake', [string] $Prompt = 'A quiet lake', $Duration, $AspectRatio, $Resolution, $Image) {
        [pscustomobject] @{
            Name = $Name; Prompt = $Prompt; Duration = $Duration; AspectRatio = $AspectRatio; Resolution = $Resolution; Image = $Image
        }
    }
}

AfterAll {
    Remove-SoraProvider -Name Wrong, Broke, Slow, Keyless, Public, Proxied
    $emulator, $slow, $broke | ForEach-Object -Process { Stop-SoraEmulator -Id $_.Id }
    Remove-Item -LiteralPath $videos -Recurse -ErrorAction Ignore
}

Describe 'Mistakes' {
    It '<What> is told' -ForEach $mistakes {
        $terminating = $null
        $errors = $warnings = @()
        try {
            # Whoever runs the tests may stop at the first error; an operator's session goes on.
            $ErrorActionPreference = 'Continue'
            $null = . { [CmdletBinding()] param() & $Do } -ErrorVariable errors -WarningVariable warnings 2>$null 3>$null
        }
        catch {
            $terminating = $_
        }

        # Rows are submitted at once: errors come in any order.
        $fitting = @($errors).Where({ "$($_.FullyQualifiedErrorId)" -match "^$Id(,|`$)" -and "$_" -match $Says })
        $last = $terminating ?? $fitting[-1] ?? @($errors)[-1]
        if ($Id -eq 'Warning') {
            "$($warnings[-1])" | Should -Match $Says
            "$($warnings[-1])" | Should -Match $Advice
        }
        else {
            $last.FullyQualifiedErrorId | Should -Match "^$Id(,|`$)"
            "$last" | Should -Match $Says
            "$($last.ErrorDetails.RecommendedAction)" | Should -Match $Advice
        }
    }
}
