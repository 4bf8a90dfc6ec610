namespace Slipway;

/// <summary>How far a long operation has come.</summary>
/// <param name="Activity">What is being done, for a person, for example <c>packing</c>.</param>
/// <param name="DoneBytes">Bytes dealt with so far.</param>
/// <param name="TotalBytes">Bytes in all, or 0 while that is not known.</param>
public readonly record struct OperationProgress(string Activity, long DoneBytes, long TotalBytes);
