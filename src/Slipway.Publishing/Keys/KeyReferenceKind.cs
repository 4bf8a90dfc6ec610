namespace Slipway.Publishing.Keys;

/// <summary>Where a private key is.</summary>
public enum KeyReferenceKind
{
    /// <summary><c>file:PATH</c>, a key file.</summary>
    File,

    /// <summary><c>env:NAME</c>, an environment variable: how CI systems hand out secrets.</summary>
    Environment,

    /// <summary><c>kms:ARN</c>, a key that never leaves a key management service. Not in this version.</summary>
    KeyManagementService,

    /// <summary><c>exec:COMMAND</c>, a program that signs what it reads. Not in this version.</summary>
    Command,
}
