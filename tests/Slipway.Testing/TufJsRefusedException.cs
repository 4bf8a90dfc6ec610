namespace Slipway.Testing;

/// <summary>tuf-js read something that it does not trust.</summary>
public sealed class TufJsRefusedException(string message) : Exception(message);
