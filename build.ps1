#!/usr/bin/env pwsh
# Builds, tests and shows Slipway. The targets are in build/; build.sh is the same for Linux and macOS.
# usage: ./build.ps1 [demo|build|test|pack|bench|clean] [--exhaustive] [-p:NAME=VALUE ...]
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# $args, not param(): PowerShell must leave -p:NAME=VALUE alone.
$targets = @{ demo = 'Demo'; build = 'Build'; test = 'Test'; pack = 'Pack'; bench = 'Bench'; clean = 'Clean' }
$sdkFolder = Join-Path $PSScriptRoot '.dotnet'

function Stop-Build([string] $reason) {
    [Console]::Error.WriteLine("build.ps1: $reason")
    exit 2
}

function Test-Sdk {
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) { return $false }
    # dotnet says on standard error what global.json asks for; the exit code is enough here.
    try { & dotnet --version *> $null } catch { return $false }
    return $LASTEXITCODE -eq 0
}

function Install-Sdk {
    $wanted = (Get-Content (Join-Path $PSScriptRoot 'global.json') -Raw | ConvertFrom-Json).sdk.version
    $channel = ($wanted -split '\.')[0..1] -join '.'
    $advice = "install the .NET $channel SDK (https://dot.net/download) and run this again"
    $installer = if ($env:OS -eq 'Windows_NT') { 'dotnet-install.ps1' } else { 'dotnet-install.sh' }
    $path = Join-Path $sdkFolder $installer
    New-Item -ItemType Directory -Force $sdkFolder | Out-Null
    try {
        Invoke-WebRequest -UseBasicParsing -TimeoutSec 60 -Uri "https://dot.net/v1/$installer" -OutFile $path
    } catch {
        Stop-Build "no .NET SDK that fits global.json, and dot.net cannot be reached: $advice"
    }
    [Console]::Error.WriteLine("build.ps1: putting the .NET $channel SDK into .dotnet/")
    try {
        if ($installer -eq 'dotnet-install.ps1') {
            & $path -Channel $channel -InstallDir $sdkFolder -NoPath | Out-Null
        } else {
            & bash $path --channel $channel --install-dir $sdkFolder --no-path | Out-Null
        }
    } catch {
        Stop-Build "the .NET SDK could not be installed ($($_.Exception.Message)): $advice"
    }
}

function Find-Sdk {
    if (Test-Sdk) { return }
    $env:DOTNET_ROOT = $sdkFolder
    $env:PATH = $sdkFolder + [IO.Path]::PathSeparator + $env:PATH
    if (Test-Sdk) { return }
    Install-Sdk
    if (-not (Test-Sdk)) { Stop-Build 'the .NET SDK in .dotnet/ does not start: run .dotnet/dotnet --version to see why' }
}

$rest = @($args)
$target = 'Demo'
if ($rest.Count -gt 0 -and $targets.ContainsKey([string] $rest[0])) {
    $target = $targets[[string] $rest[0]]
    $rest = @($rest | Select-Object -Skip 1)
}

# PowerShell hands -p:NAME=VALUE over in one piece or as '-p:' and 'NAME=VALUE', depending on how it was written.
$properties = @()
for ($i = 0; $i -lt $rest.Count; $i++) {
    $argument = [string] $rest[$i]
    if ($argument -eq '-p:' -and $i + 1 -lt $rest.Count) {
        $i++
        $argument += [string] $rest[$i]
    }

    if ($argument -eq '--exhaustive') {
        $env:SLIPWAY_EXHAUSTIVE = '1'
    } elseif ($argument -match '^-p:[^=]+=') {
        $properties += $argument
    } else {
        Stop-Build "'$argument' is not a target or an option: ./build.ps1 [demo|build|test|pack|bench|clean] [--exhaustive] [-p:NAME=VALUE ...]"
    }
}

# The product runs without culture data, so its build does, too.
$env:DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
# The targets write to this terminal, not to a server's.
$env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'

Push-Location $PSScriptRoot
try {
    Find-Sdk
    & dotnet msbuild build/Slipway.Build.proj "-t:$target" -nologo -maxCpuCount -verbosity:quiet -terminalLogger:off -consoleLoggerParameters:NoSummary @properties
    exit $LASTEXITCODE
} finally {
    Pop-Location
}
