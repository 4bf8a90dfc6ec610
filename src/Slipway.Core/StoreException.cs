namespace Slipway;

/// <summary>The release store did not do what was asked. What devices see has not changed.</summary>
public sealed class StoreException(StoreFailure failure, string message, Exception? innerException = null)
    : SlipwayException($"SLP{3000 + (int)failure}", message, innerException)
{
    /// <summary>Which refusal it is; its number is the last three digits of the code.</summary>
    public StoreFailure Failure { get; } = failure;
}
