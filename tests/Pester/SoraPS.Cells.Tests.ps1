BeforeDiscovery {
    $circle = @{}
    $circle.Inner = $circle

    # A column, what a cell of it holds, and what the error says; null where the row is sent as it is.
    $cells = @(
        , @('Image', 'http://[bad', 'neither a file nor a web address')
        , @('Image', 'file:///none/x.png', 'no image')
        , @('Image', 'Nope:/x.png', 'neither a file nor')
        , @('Image', 'Env:PATH', 'provider Environment, which holds no files')
        , @('Image', 'Temp:/none.png', 'There is no image')
        , @('Image', 'Foo::bar', 'neither a file nor')
        , @('Image', [System.IO.Path]::GetTempPath(), 'cannot be read')
        , @('Image', "a`0b.png", 'cannot be read|no image')
        , @('Image', '*', 'no image|cannot be read')
        , @('Image', ('x' * 70000), 'cannot be read|no image')
        , @('Image', 'data:image/png,iVBOR', 'data: URL has no Base64')
        , @('Image', ('data:image/png,' + 'A' * 70000), 'data: URL has no Base64')
        , @('Image', 'data:image/png;base64,!', 'no valid Base64')
        , @('Image', 'data:image/png;base64,R0lGODlh', 'a GIF')
        , @('Image', ('A' * 70000), '^.{1,900}$')
        , @('Duration', 'abc', "'abc' is not a whole number")
        , @('Duration', '4.5', "'4.5' is not a whole number")
        , @('Duration', '99999999999', 'is not a whole number')
        , @('Duration', 'NaN', 'is not a whole number')
        , @('Duration', '-1', 'is not offered')
        , @('Duration', '4.0', $null)
        , @('CallbackUri', 'http://[', 'is not an address')
        , @('CallbackUri', 'hook/x', 'is not an address')
        , @('AdditionalBody', '{', 'is not JSON')
        , @('AdditionalBody', '[1]', 'must be a JSON object')
        , @('AdditionalBody', '{"a":1,"a":2}', 'is not JSON that can be sent')
        , @('AdditionalBody', '{"a":"\ud800"}', 'is not JSON that can be sent')
        , @('AdditionalBody', ('{"a":' * 63 + '1' + '}' * 63), 'is not JSON that can be sent')
        , @('AdditionalBody', $circle, 'nested deeper')
        , @('AdditionalBody', @{ a = [double]::NaN }, 'no number in JSON')
        , @('AdditionalBody', ([pscustomobject]@{ seconds = '9' }), "Invalid value: '9'")
        , @('AdditionalBody', 7, 'must be a JSON object')
        , @('RemoveWatermark', 'maybe', 'neither true nor false')
        , @('Provider', 'Nope', 'There is no provider')
        , @('Provider', '', 'Which provider|No provider|Choose|several')
        , @('Resolution', '2147483647x2147483647', 'is not offered')
        , @('AspectRatio', '0:0', 'is not offered')
        , @('Batch', "`0", $null)
        , @('Name', "`0", $null)
        , @('Name', "half `u{D83D}", 'Name holds half a character')
        , @('Prompt', "half `u{D83D}", 'Prompt holds half a character')
        , @('AdditionalBody', @{ a = "half `u{D83D}" }, 'AdditionalBody holds half a character')
        , @('Name', '../../x*[?]|CON', $null)
        , @('Name', ('n' * 70000), $null)
    ) | ForEach-Object -Process {
        $label = "$($_[1])" -replace '[^ -~]', '?'
        @{ Column = $_[0]; Cell = $_[1]; Says = $_[2]; Label = $label.Substring(0, [Math]::Min(40, $label.Length)) }
    }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $null = Start-SoraEmulator -Use -GenerationTime 0.1
    $videos = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "soraps-$([guid]::NewGuid())"

    # A good row, the odd one, and another good one.
    function Get-Row([string] $Column, [object] $Cell) {
        [pscustomobject]@{ Name = 'first'; Prompt = 'A boat'; Provider = 'OpenAI' }
        $odd = [ordered]@{ Name = 'odd'; Prompt = 'An odd boat'; Provider = 'OpenAI' }
        $odd[$Column] = $Cell
        [pscustomobject]$odd
        [pscustomobject]@{ Name = 'last'; Prompt = 'Another boat'; Provider = 'OpenAI' }
    }
}

AfterAll {
    Stop-SoraEmulator
    Remove-Item -LiteralPath $videos -Recurse -ErrorAction Ignore
}

Describe 'A row whose <Column> is <Label>' -ForEach $cells {
    It 'ends alone, or goes home' {
        $ends = Get-Row -Column $Column -Cell $Cell |
            New-SoraVideo -ErrorAction SilentlyContinue -ErrorVariable failures |
            Wait-SoraTask |
            Save-SoraVideo -Path $videos -Force
        $ends.Task.Name | Should -Contain 'first'
        $ends.Task.Name | Should -Contain 'last'
        $failures.FullyQualifiedErrorId | Should -Not -BeLike 'Unexpected*'
        if ($null -eq $Says) {
            $failures | Should -BeNullOrEmpty
            $ends | Should -HaveCount 3
        }
        else {
            $failures | Should -HaveCount 1
            "$failures" | Should -Match $Says
            $ends | Should -HaveCount 2
        }
    }
}

Describe 'An image on a drive of PowerShell' {
    BeforeAll {
        $folder = New-Item -ItemType Directory -Path $videos -Force
        $null = New-PSDrive -Name Pictures -PSProvider FileSystem -Root $folder.FullName
        # The head of a PNG of 1280 x 720, which is all that is looked at.
        $png = [System.Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAABQAAAALQCAIAAAAAAAAA')
        Set-Content -LiteralPath Pictures:/boat.png -Value $png -AsByteStream
    }

    AfterAll {
        Remove-PSDrive -Name Pictures
    }

    It 'is a file, though its path reads like an address' {
        $row = @{ Provider = 'OpenAI'; Resolution = '1280x720'; Image = 'Pictures:/boat.png' }
        (New-SoraVideo 'A boat' @row -ErrorAction Stop).Id | Should -Not -BeNullOrEmpty
    }
}

Describe 'A picture in a data: URL' {
    BeforeAll {
        # Longer than System.Uri takes; the head of a PNG of 1280 x 720 is all that is looked at.
        $bytes = [byte[]]::new(100000)
        [System.Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAABQAAAALQCAIAAAAAAAAA').CopyTo($bytes, 0)
        $base64 = [System.Convert]::ToBase64String($bytes)
        $row = [pscustomobject]@{
            Name = 'inside'; Prompt = 'A boat inside'; Resolution = '1280x720'; Image = "data:image/png;base64,$base64"
        }
        # Longer than what -Debug shows of a value.
        $tell = $base64.Substring(0, 400)
    }

    It 'is sent to <Provider>, and never shown or kept' -ForEach @(
        @{ Provider = 'OpenAI'; Model = 'sora-2' }
        @{ Provider = 'AimlApi'; Model = 'openai/sora-2-i2v' }
    ) {
        $sent = @{ Provider = $Provider; Model = $Model; Batch = "data-$Provider" }
        $out = $row | New-SoraVideo @sent -ErrorAction Stop -Verbose -Debug *>&1
        $task = $out | Where-Object -FilterScript { $_ -is [SoraPS.SoraTask] }
        $task.Id | Should -Not -BeNullOrEmpty
        $shown = ($out | Out-String -Width 9999) + ($task | ConvertTo-Json) + (Get-SoraTask -Batch "data-$Provider" | ConvertTo-Json)
        $shown.Contains($tell) | Should -BeFalse
        $ledger = (Get-SoraLedger).Path
        foreach ($file in Get-ChildItem -Path "$ledger*") {
            [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file)).Contains($tell) | Should -BeFalse
        }

        # Run again it is the same row, which is not paid for twice.
        ($row | New-SoraVideo @sent -ErrorAction Stop).Id | Should -Be $task.Id
    }

    It 'is one clear error at <_>, and not shown in it' -ForEach 'LinkModel', 'UniAll', 'Apixo', 'Odkkk' {
        $row | New-SoraVideo -Provider $_ -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        "$($failures[0])" | Should -Match 'web address only, not a data: URL of [\d,]+ characters|no image files or data: URLs'
        "$($failures[0])".Length | Should -BeLessThan 400
    }

    It 'has a price' {
        ($row | Measure-SoraCost -Provider AimlApi -ErrorAction Stop).Rows | Should -Be 1
    }

    It 'does not hide a drive that is named data' {
        $null = New-PSDrive -Name data -PSProvider FileSystem -Root $videos
        try {
            [System.IO.File]::WriteAllBytes((Join-Path -Path $videos -ChildPath 'a,b.png'), $bytes)
            $image = @{ Provider = 'OpenAI'; Resolution = '1280x720'; ErrorAction = 'Stop' }
            (New-SoraVideo 'A boat' @image -Image 'data:/a,b.png').Id | Should -Not -BeNullOrEmpty
            (New-SoraVideo 'A boat' @image -Image $row.Image).Id | Should -Not -BeNullOrEmpty
        }
        finally {
            Remove-PSDrive -Name data
        }
    }
}
