namespace Imaginator.Building.Scanning;

/// <summary>What a scan did.</summary>
internal sealed record ScanStatistics
{
    /// <summary>How many regular files were found, hard links counted once.</summary>
    public required long Files { get; init; }

    /// <summary>The sum of their sizes in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many of the files were read and hashed: all that are not known from a source image and not empty.</summary>
    public required long ReadFiles { get; init; }

    /// <summary>How many bytes were read and hashed.</summary>
    public required long ReadBytes { get; init; }

    /// <summary>How many different objects the server did not have yet.</summary>
    public required long NewObjects { get; init; }

    /// <summary>How many different objects the server had already.</summary>
    public required long KnownObjects { get; init; }

    /// <summary>The sum of the sizes of the new objects in bytes.</summary>
    public required long NewBytes { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }
}
