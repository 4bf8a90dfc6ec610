using System.Diagnostics.CodeAnalysis;

namespace Slipway.Publishing.Stores.S3;

/// <summary>An upload was completed or aborted by somebody else, or by an earlier attempt whose answer was lost; or its parts are others by now. It never leaves the store.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Nobody outside can meet it.")]
internal sealed class UploadGoneException(Exception innerException) : Exception("The upload is not what it was.", innerException);
