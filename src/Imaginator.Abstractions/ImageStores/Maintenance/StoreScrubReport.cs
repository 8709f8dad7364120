namespace Imaginator.ImageStores.Maintenance;

/// <summary>The result of a comparison of all objects of a store with their hashes.</summary>
/// <param name="Objects">The number of objects that were read.</param>
/// <param name="Bytes">Their total size in bytes.</param>
/// <param name="Damaged">The number of objects that do not match their hash.</param>
public sealed record StoreScrubReport(long Objects, long Bytes, long Damaged)
{
    /// <summary>The number of objects that could not be read. They are not known to be damaged.</summary>
    public long Unreadable { get; init; }
}
