namespace Slipway;

/// <summary>The device did not do what was asked. The installed version is what it was.</summary>
public sealed class DeviceException(DeviceFailure failure, string message, Exception? innerException = null)
    : SlipwayException($"SLP{4000 + (int)failure}", message, innerException)
{
    /// <summary>Which refusal it is; its number is the last three digits of the code.</summary>
    public DeviceFailure Failure { get; } = failure;
}
