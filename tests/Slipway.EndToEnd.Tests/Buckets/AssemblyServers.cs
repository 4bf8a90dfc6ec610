using Slipway.Testing.Servers;

// One for all tests, started when the first of them needs it.
[assembly: AssemblyFixture(typeof(S3Server))]
