namespace Slipway.Publishing.Stores.S3;

/// <summary>In which state an object has to be for a write to happen.</summary>
internal sealed record WriteCondition
{
    private WriteCondition()
    {
    }

    /// <summary>It does not exist.</summary>
    public static WriteCondition Absent { get; } = new() { IfNoneMatch = "*" };

    /// <summary>The header <c>If-Match</c>.</summary>
    public string? IfMatch { get; private init; }

    /// <summary>The header <c>If-None-Match</c>.</summary>
    public string? IfNoneMatch { get; private init; }

    /// <summary>It has this entity tag, as the server spells it.</summary>
    public static WriteCondition Matches(string tag) => new() { IfMatch = tag };
}
