# What a good PowerShell user writes by hand.
param([string] $BaseUri, [string] $Csv, [string] $Folder)

$ErrorActionPreference = 'Stop'
Import-Csv -LiteralPath $Csv | ForEach-Object -ThrottleLimit 32 -Parallel {
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $headers = @{ Authorization = "Bearer $env:OPENAI_API_KEY" }
    $videos = "$using:BaseUri/videos"
    $body = @{ model = 'sora-2'; prompt = $_.Prompt } | ConvertTo-Json
    $video = Invoke-RestMethod -Method Post -Uri $videos -Headers $headers -ContentType 'application/json' -Body $body
    while ($video.status -notin 'completed', 'failed') {
        Start-Sleep -Seconds 1
        $video = Invoke-RestMethod -Uri "$videos/$($video.id)" -Headers $headers
    }

    $file = Join-Path -Path $using:Folder -ChildPath "$($_.Name).mp4"
    Invoke-WebRequest -Uri "$videos/$($video.id)/content" -Headers $headers -OutFile $file
}
