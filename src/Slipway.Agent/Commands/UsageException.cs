namespace Slipway.Agent.Commands;

/// <summary>The command line cannot be used: nothing was begun, and the exit code is 2.</summary>
internal sealed class UsageException(string complaint) : Exception(complaint);
