using Slipway.Testing.Servers;

[assembly: AssemblyFixture(typeof(S3Server))]
