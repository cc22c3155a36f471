# The public types could not be loaded: this is the source folder, or another SoraPS is loaded.
$root = [System.IO.Path]::GetFullPath("$PSScriptRoot/..")
$built = "$root/output/SoraPS/bin/SoraPS.Abstractions.dll"
$loaded = 'SoraPS.SoraTask' -as [type]
if ($loaded) {
    $name = $loaded.Assembly.GetName()
    $here = Get-ChildItem -Path "$root/bin/SoraPS.Abstractions.dll", $built -ErrorAction Ignore | Select-Object -First 1
    if (-not $here -or [System.Reflection.AssemblyName]::GetAssemblyName($here.FullName).Version -ne $name.Version) {
        $folder = [System.IO.Path]::GetDirectoryName($loaded.Assembly.Location)
        throw "SoraPS $($name.Version.ToString(3)) is already loaded, from '$folder'. " +
            "Start a new PowerShell to use the one in '$root'."
    }
}
elseif (Test-Path -LiteralPath $built) {
    $null = [System.Reflection.Assembly]::LoadFrom($built)
}
else {
    throw "SoraPS is not built yet in '$root'. Run ./build.sh build first (on Windows, ./build.ps1 build)."
}
