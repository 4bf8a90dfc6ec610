namespace Slipway.Cli;

/// <summary>The exit codes of every command. They are public: docs/cli.md.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Usage = 2;
    public const int TryAgainLater = 3;

    /// <summary>A refusal that may well not be repeated asks for another try, and what waits for others is not done yet; every other one asks for a change.</summary>
    public static int Of(SlipwayException refusal) => refusal switch
    {
        StoreException { Failure: StoreFailure.Conflict or StoreFailure.Unavailable or StoreFailure.ApprovalNeeded } => TryAgainLater,
        InputException { Failure: InputFailure.KeyServiceUnavailable } => TryAgainLater,
        PolicyException { IsTemporary: true } => TryAgainLater,
        GitHubException { IsTemporary: true } => TryAgainLater,
        DeviceException { Failure: DeviceFailure.Busy } or DeviceException { IsTransport: true } => TryAgainLater,
        _ => Refused,
    };
}
