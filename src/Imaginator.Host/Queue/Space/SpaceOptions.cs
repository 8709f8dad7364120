using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue.Space;

/// <summary>The disk space that a build requires before it starts.</summary>
internal sealed record SpaceOptions
{
    // The default of the flag can be most of a small disk.
    private const int DefaultShare = 20;

    /// <summary>The directories whose file systems are measured; absolute paths that exist.</summary>
    public required ImmutableArray<string> Directories { get; init; }

    /// <summary>The required space in bytes; 0 for no requirement.</summary>
    public required long Minimum { get; init; }

    /// <summary>Whether the minimum is configured; the default is lower on small disks.</summary>
    public bool IsExplicit { get; init; }

    public static SpaceOptions From(FlagValues flags) => new()
    {
        Directories = [Path.GetFullPath(flags.Get(SharedFlags.StateDirectory))],
        Minimum = flags.Get(SpaceFlags.MinimumFreeSpace),
        IsExplicit = flags.IsGiven(SpaceFlags.MinimumFreeSpace),
    };

    /// <summary>The required space on a file system of a size, both in bytes.</summary>
    public long MinimumOf(long total) => IsExplicit ? Minimum : Math.Min(Minimum, total / DefaultShare);
}
