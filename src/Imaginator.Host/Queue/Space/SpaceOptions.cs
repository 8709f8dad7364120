using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue.Space;

/// <summary>How much room there must be on disks before a build starts.</summary>
internal sealed record SpaceOptions
{
    // Of a small disk, what the flag says by default may be most of it.
    private const int DefaultShare = 20;

    /// <summary>The directories whose disks are looked at; absolute paths that exist.</summary>
    public required ImmutableArray<string> Directories { get; init; }

    /// <summary>How much there must be, in bytes; 0 to start builds however little there is.</summary>
    public required long Minimum { get; init; }

    /// <summary>Whether somebody has said so, or it is but a default, that is less on small disks.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>What the flags say.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The options.</returns>
    public static SpaceOptions From(FlagValues flags) => new()
    {
        Directories = [Path.GetFullPath(flags.Get(SharedFlags.StateDirectory))],
        Minimum = flags.Get(SpaceFlags.MinimumFreeSpace),
        IsExplicit = flags.IsGiven(SpaceFlags.MinimumFreeSpace),
    };

    /// <summary>How much there must be on a disk.</summary>
    /// <param name="total">Its size in bytes.</param>
    /// <returns>In bytes.</returns>
    public long MinimumOf(long total) => IsExplicit ? Minimum : Math.Min(Minimum, total / DefaultShare);
}
