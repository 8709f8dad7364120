namespace Imaginator.Scanning;

/// <summary>The statistics of a scan.</summary>
public sealed record ScanStatistics
{
    /// <summary>The number of regular files, hard links counted once.</summary>
    public required long Files { get; init; }

    /// <summary>The sum of their sizes in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The number of files that were read and hashed: those that are neither known from a source image nor empty.</summary>
    public required long ReadFiles { get; init; }

    /// <summary>The number of bytes that were read and hashed.</summary>
    public required long ReadBytes { get; init; }

    /// <summary>The number of different objects that the image store did not have.</summary>
    public required long NewObjects { get; init; }

    /// <summary>The number of different objects that the image store already had.</summary>
    public required long KnownObjects { get; init; }

    /// <summary>The sum of the sizes of the new objects in bytes.</summary>
    public required long NewBytes { get; init; }

    /// <summary>The duration of the scan.</summary>
    public required TimeSpan Duration { get; init; }
}
