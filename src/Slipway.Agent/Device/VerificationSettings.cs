using Slipway.Json;

namespace Slipway.Agent.Device;

/// <summary>What <c>verify</c> does about a running version that is damaged: <c>verify</c> in device.json.</summary>
/// <param name="FallsBack">Whether the previous version is put in its place; otherwise it is refused.</param>
public sealed record VerificationSettings(bool FallsBack)
{
    /// <summary>The spelling of refusing.</summary>
    public const string Refuse = "refuse";

    /// <summary>The spelling of falling back.</summary>
    public const string Previous = "previous";

    /// <summary>What holds when nothing else is said.</summary>
    public static VerificationSettings Default { get; } = new(FallsBack: false);

    /// <exception cref="FormatException">A field is unknown, or says something that cannot be.</exception>
    public static VerificationSettings FromJson(JsonFields verify)
    {
        verify.RequireOnly("on_failure");
        return verify.OptionalText("on_failure") switch
        {
            null or Refuse => Default,
            Previous => new VerificationSettings(FallsBack: true),
            var other => throw verify.Refuse("on_failure", $"'{other}'", $"{Refuse} or {Previous}"),
        };
    }
}
