namespace Slipway.Publishing.Diagnosis;

/// <summary>What the doctor may do.</summary>
public sealed record DoctorRequest
{
    /// <summary>How long one check may take, unless another limit is given.</summary>
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Whether it may write objects of its own into the store, which it deletes again.</summary>
    public bool MayWrite { get; init; } = true;

    /// <summary>Whether each key at hand is to sign something: keys in services and devices may ask for money, a finger or a PIN.</summary>
    public bool MaySign { get; init; }

    /// <summary>Whether slipway.json exists; if not, the policy is what <c>slipway init</c> would write.</summary>
    public bool HasPolicyFile { get; init; } = true;

    /// <summary>How long one check may take.</summary>
    public TimeSpan TimeLimit { get; init; } = DefaultTimeLimit;
}
