using Build;
using Cake.Frosting;
using Slipway.Cake;

// Tasks are found in this project and in Slipway.Cake: Bundle, Sign-Bundle, Publish-Bundle, Promote-Bundle, Advance-Rollout.
return new CakeHost()
    .UseContext<BuildContext>()
    .AddAssembly(typeof(BundleTask).Assembly)
    .Run(args);
