namespace Imaginator.State.Hours;

/// <summary>The state of the daemon at one moment, and what happened since the previous sample. Immutable.</summary>
/// <param name="Queued">The greatest number of queued builds since the previous sample.</param>
/// <param name="PackageHits">The downloads that the package cache answered since the previous sample.</param>
/// <param name="PackageMisses">The downloads that it fetched since the previous sample.</param>
/// <param name="StoreBytes">The size of all objects of the image store in bytes; null if it is not known.</param>
public sealed record HourSample(int Queued, long PackageHits, long PackageMisses, long? StoreBytes);
