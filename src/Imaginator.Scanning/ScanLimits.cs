namespace Imaginator.Scanning;

/// <summary>The limits of an image, which a scan enforces while it walks.</summary>
/// <param name="Bytes">The sum of the lengths of all files, holes included, hard links counted once.</param>
/// <param name="Files">The number of files of all types, directories included.</param>
public sealed record ScanLimits(long Bytes, long Files)
{
    // Names are usually as many as files; hard links have more.
    private const long NamesPerFile = 4;

    /// <summary>The limits without configuration.</summary>
    public static ScanLimits Default { get; } = new(16L << 30, 2_000_000);

    /// <summary>No limits: for trees that come from images.</summary>
    public static ScanLimits None { get; } = new(long.MaxValue, int.MaxValue);

    /// <summary>The number of names of all files.</summary>
    internal long Names => Files <= long.MaxValue / NamesPerFile ? Files * NamesPerFile : long.MaxValue;
}
