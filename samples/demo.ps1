# Turns prompts.csv into videos with the cmdlets and the emulator, free of charge. ./build.sh demo runs it.
$ErrorActionPreference = 'Stop'
$root = Split-Path -Path $PSScriptRoot
$videos = Join-Path -Path $root -ChildPath 'output/videos'
Import-Module -Name (Join-Path -Path $root -ChildPath 'output/SoraPS')

if (Test-Path -LiteralPath $videos) {
    Remove-Item -LiteralPath $videos -Recurse
}

$null = Start-SoraEmulator -Use
try {
    $saved = Import-Csv -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath 'prompts.csv') |
        New-SoraVideo -Provider LinkModel |
        Wait-SoraTask |
        Save-SoraVideo -Path $videos
}
finally {
    Stop-SoraEmulator
}

# Verifies codec, size and length independently, with ffprobe.
$probe = Get-Command -Name ffprobe -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$table = foreach ($video in $saved) {
    $row = [ordered]@{ Name = Split-Path -Path $video.Path -Leaf; Bytes = $video.Length }
    if ($probe) {
        $arguments = '-v', 'error', '-select_streams', 'v:0', '-of', 'json', '-show_entries',
            'stream=codec_name,width,height:format=duration', $video.Path
        $seen = & $probe @arguments | ConvertFrom-Json
        $row.Codec = $seen.streams[0].codec_name
        $row.Size = '{0}x{1}' -f $seen.streams[0].width, $seen.streams[0].height
        $row.Seconds = [math]::Round([double]$seen.format.duration, 1)
    }

    [pscustomobject]$row
}

$table | Format-Table -AutoSize
if (-not $probe) {
    'ffprobe is not on the PATH, so codec, size and length were not verified.'
}

$page = $saved | Export-SoraGallery -Path $videos -Title 'SoraPS demo'
"$(@($saved).Count) videos are in $videos"
"Look at them in a browser: $page"
