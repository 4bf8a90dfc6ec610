using System.Globalization;
using Slipway.Fuzz;
using Slipway.Testing.Fuzzing;

// Slipway.Fuzz TARGET|all SECONDS [SEED]   breaks files for so long
// Slipway.Fuzz TARGET < FILE               reads one file, for other fuzzers and for failures found earlier
if (args is [var name] && FuzzTargets.All.SingleOrDefault(target => target.Name == name) is { } reader)
{
    using var input = new MemoryStream();
    await Console.OpenStandardInput().CopyToAsync(input);
    Console.WriteLine(reader.Read(input.ToArray())?.Message ?? "accepted");
    return 0;
}

if (args is not [var chosen, var seconds, ..] || FuzzTargets.All.Where(target => chosen == "all" || target.Name == chosen).ToList() is not [_, ..] targets)
{
    Console.Error.WriteLine($"usage: Slipway.Fuzz TARGET|all SECONDS [SEED], or Slipway.Fuzz TARGET < FILE; TARGET is one of {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}");
    return 2;
}

var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Random.Shared.Next();
Console.WriteLine($"seed {seed}");
var failures = targets.Sum(target => new GuidedLoop(target, seed).Run(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), Console.Out));
return failures == 0 ? 0 : 1;
