using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.PackageCaching;

/// <summary>Flags of the package cache.</summary>
internal static class PackageFlags
{
    private const string Group = "Packages";

    /// <summary>In bytes; 0 for no cache.</summary>
    public static Flag<long> CacheSize { get; } = new(
        "packageCacheSize", FlagTypes.Size, 4L << 30,
        "Maximum size of the package cache in STATEDIR/packages, which all builds share. It holds files that package tools "
        + "download over http:; the least recently used files are deleted first. 0 turns the cache off: package tools then "
        + "download files themselves.") { Group = Group };

    /// <summary>0 asks the repository each time.</summary>
    public static Flag<TimeSpan> ListsMaxAge { get; } = new(
        "packageListsMaxAge", FlagTypes.Duration, TimeSpan.FromMinutes(1),
        "Maximum age of cached repository lists that builds use without asking the repository again. 0 asks the repository "
        + "for every build.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } = [CacheSize, ListsMaxAge];
}
