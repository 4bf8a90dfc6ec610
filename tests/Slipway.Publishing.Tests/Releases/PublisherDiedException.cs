namespace Slipway.Publishing.Tests.Releases;

/// <summary>The publisher's process is gone.</summary>
internal sealed class PublisherDiedException : Exception;
