using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of the cache of downloaded packages.</summary>
public static class PackageFlags
{
    private const string Group = "Packages";

    /// <summary>How much disk downloads may take.</summary>
    public static Flag<long> CacheSize { get; } = new(
        "packageCacheSize", FlagTypes.Size, 4L << 30,
        "Size of the downloads of package tools over http: that are kept in STATEDIR/packages for all builds; those that were "
        + "not used for longest go. 0 for none: package tools download by themselves.") { Group = Group };

    /// <summary>How long the lists of a repository are believed.</summary>
    public static Flag<TimeSpan> ListsMaxAge { get; } = new(
        "packageListsMaxAge", FlagTypes.Duration, TimeSpan.FromMinutes(1),
        "A build takes the lists of a repository as another build has fetched them if that is not longer ago; 0 to ask the "
        + "repository each time.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [CacheSize, ListsMaxAge];
}
