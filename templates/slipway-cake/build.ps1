Set-Location $PSScriptRoot
dotnet run --project build/Build.csproj -- @args
exit $LASTEXITCODE
