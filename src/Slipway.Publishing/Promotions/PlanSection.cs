using System.Collections.Immutable;

namespace Slipway.Publishing.Promotions;

/// <summary>A part of a plan in words, for whoever lays it out. Nothing in it steers a terminal or a page before it is laid out.</summary>
/// <param name="Title">One word.</param>
/// <param name="Lead">What there is to say at once; may be empty.</param>
internal sealed record PlanSection(string Title, string Lead)
{
    /// <summary>The names of the columns.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>The rows, with a cell a column.</summary>
    public ImmutableArray<ImmutableArray<string>> Rows { get; init; } = [];
}
