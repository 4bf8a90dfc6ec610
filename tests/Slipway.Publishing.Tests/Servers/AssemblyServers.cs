using Slipway.Testing.Servers;

// One of each for all tests, started when the first of them needs it.
[assembly: AssemblyFixture(typeof(S3Server))]
[assembly: AssemblyFixture(typeof(MotoServer))]
