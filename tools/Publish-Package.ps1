# Gives a package to a repository of packages that PowerShell knows by name. The key of the Gallery is in PSGALLERY_API_KEY.
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Path,

    [Parameter(Mandatory)]
    [string] $Repository
)

$ErrorActionPreference = 'Stop'
$options = @{ NupkgPath = $Path; Repository = $Repository }
if ($env:PSGALLERY_API_KEY) {
    $options.ApiKey = $env:PSGALLERY_API_KEY
}

Publish-PSResource @options
"Published: $(Split-Path -Path $Path -Leaf) to $Repository"
