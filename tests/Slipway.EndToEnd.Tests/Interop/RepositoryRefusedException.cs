namespace Slipway.EndToEnd.Tests.Interop;

/// <summary>A device does not trust what it read, whatever client it has.</summary>
internal sealed class RepositoryRefusedException(Exception refusal) : Exception(refusal.Message, refusal);
