using Slipway.TufConformance;

return await ConformanceProgram.RunAsync(args, TimeProvider.System, Console.Error);
