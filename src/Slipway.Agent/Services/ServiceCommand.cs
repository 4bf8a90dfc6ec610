namespace Slipway.Agent.Services;

/// <summary>A command of the device's own that starts or stops the product.</summary>
/// <param name="Name">What it is called in messages, which go into reports: its text may hold a password.</param>
/// <param name="Text">What the shell is given.</param>
public sealed record ServiceCommand(string Name, string Text);
