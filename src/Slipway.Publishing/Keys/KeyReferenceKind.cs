namespace Slipway.Publishing.Keys;

/// <summary>Where a private key is.</summary>
public enum KeyReferenceKind
{
    /// <summary><c>file:PATH</c>, a key file.</summary>
    File,

    /// <summary><c>env:NAME</c>, an environment variable: how CI systems hand out secrets.</summary>
    Environment,

    /// <summary><c>kms:ARN</c>, a key that never leaves AWS KMS: its ARN, or an alias.</summary>
    KeyManagementService,

    /// <summary><c>exec:NAME.pub.pem COMMAND</c>, the public half of a key and a program that signs what it reads with the private one.</summary>
    Command,
}
