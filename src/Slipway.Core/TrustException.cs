namespace Slipway;

/// <summary>Metadata, a bundle or a file was refused. Nothing that was trusted before has changed.</summary>
public sealed class TrustException(TrustFailure failure, string subject, string message, Exception? innerException = null)
    : SlipwayException($"SLP{2000 + (int)failure}", message, innerException)
{
    /// <summary>Which refusal it is; its number is the last three digits of the code.</summary>
    public TrustFailure Failure { get; } = failure;

    /// <summary>The role, target or file that was refused, for example <c>timestamp</c>.</summary>
    public string Subject { get; } = subject;
}
