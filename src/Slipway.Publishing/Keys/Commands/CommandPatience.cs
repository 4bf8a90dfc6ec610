namespace Slipway.Publishing.Keys.Commands;

/// <summary>How long a program that signs may take: somebody may have to find a token and touch it.</summary>
/// <param name="Notice">After which it is said what is being waited for.</param>
/// <param name="Limit">After which it is ended.</param>
internal sealed record CommandPatience(TimeSpan Notice, TimeSpan Limit)
{
    public static CommandPatience Default { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(5));
}
