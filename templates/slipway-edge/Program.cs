using System.Text.Json;
using EdgeAgent;
using EdgeAgent.Health;
using EdgeAgent.Mqtt;
using EdgeAgent.Readings;

// The folder of the program, not the current one: a service manager starts it from anywhere.
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddAgentFile(AppContext.BaseDirectory);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

var settings = AgentSettings.From(builder.Configuration);
builder.Services.AddSingleton(settings);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<CpuMeter>();
builder.Services.AddSingleton<ReadingQueue>();
builder.Services.AddSingleton<ReadingService>();
builder.Services.AddHostedService(services => services.GetRequiredService<ReadingService>());
builder.Services.AddSingleton<HealthCheck>();
if (settings.Broker is { } broker)
{
    builder.Services.AddSingleton(broker);
    builder.Services.AddHostedService<PublishingService>();
}

builder.Services.ConfigureHttpJsonOptions(options =>
{
    options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
    options.SerializerOptions.TypeInfoResolverChain.Insert(0, AgentJson.Default);
});

var app = builder.Build();
app.MapGet("/", () => new AgentIdentity("edge-agent", AgentVersion.Current));
app.MapGet("/health", (HealthCheck health) => health.Report());

try
{
    app.Run();
    return 0;
}
catch (IOException busy)
{
    // Nearly always the port of another instance.
    await Console.Error.WriteLineAsync($"edge-agent: {busy.Message}");
    return 1;
}
