namespace Slipway;

/// <summary>The device did not do what was asked. The installed version is what it was.</summary>
public sealed class DeviceException(DeviceFailure failure, string message, Exception? innerException = null)
    : SlipwayException($"SLP{4000 + (int)failure}", message, innerException)
{
    /// <summary>Which refusal it is; its number is the last three digits of the code.</summary>
    public DeviceFailure Failure { get; } = failure;

    /// <summary>Whether it is a matter of the way to a repository: another copy may be asked, and asking later may help.</summary>
    public bool IsTransport => Failure is DeviceFailure.Transport or DeviceFailure.LinkFailed or DeviceFailure.RedirectRefused;

    /// <summary>Whether the same place would say the same, if it were asked again at once.</summary>
    public bool IsFinal { get; init; }

    /// <summary>How long the server asks not to be asked; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
