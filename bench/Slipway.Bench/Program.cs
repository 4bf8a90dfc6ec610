using System.Globalization;
using Slipway.Bench;

// What a check costs a device and what a release costs its publisher, as the number of releases grows that were ever published.
//   Slipway.Bench [COUNT ...]     counts in rising order; default: 1 100 1000
int[] counts = args.Length > 0 ? [.. args.Select(count => int.Parse(count, CultureInfo.InvariantCulture))] : [1, 100, 1000];

using var factory = await ReleaseFactory.CreateAsync();
await using var fleet = new CheckCost(factory);
var publishing = new PublishingCost(factory);

Console.WriteLine(Row.Header);
var rows = new List<Row>();
foreach (var count in counts)
{
    await factory.ReleaseUntilAsync(count);
    foreach (var row in (Row[])[.. await fleet.MeasureAsync(count), await publishing.MeasureAsync(count)])
    {
        Console.WriteLine(row);
        rows.Add(row);
    }
}

Console.WriteLine();
foreach (var what in rows.GroupBy(row => row.What))
{
    foreach (var earlier in what.SkipLast(1))
    {
        Console.WriteLine(Row.Growth(earlier, what.Last()));
    }
}
