namespace Slipway.Demo;

/// <summary>A step of the demo did not do what the product promises.</summary>
internal sealed class StepFailedException(string message) : Exception(message);
