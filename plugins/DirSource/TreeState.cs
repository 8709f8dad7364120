using System.Numerics;
using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.DirSource;

/// <summary>
/// Condenses the state of a manifest to a number, which differs after any change of an entry that builds read: each change of a file
/// changes the time of its inode, which programs cannot set.
/// </summary>
internal static class TreeState
{
    /// <summary>Measures a tree up to the limits.</summary>
    /// <exception cref="IOException">The tree cannot be read.</exception>
    public static ulong Measure(DirectoryHandle source, CopyLimits limits, CancellationToken cancellationToken)
    {
        // A sum, because the order of the names in a directory can change.
        var state = 0UL;
        var entries = 0L;
        var read = EntrySet.Of(source, limits);
        using var cursor = new TreeCursor(source, sorted: false);
        while (entries <= limits.MaximumEntries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!cursor.TryNext(out var name))
            {
                if (cursor.Depth == 0)
                {
                    break;
                }

                cursor.Leave();
                continue;
            }

            if (cursor.Depth == 0 && !read.Contains(name))
            {
                continue;
            }

            if (cursor.Current.TryGetStatus(name) is { } status)
            {
                entries++;
                state += Condense(cursor.PathOf(name), status);
                if (status.Type == FileType.Directory && cursor.Depth < limits.MaximumDepth)
                {
                    cursor.Enter(name);
                }
            }
        }

        return state;
    }

    private static ulong Condense(string path, in FileStatus status)
    {
        var result = Mix(0, (ulong)path.GetHashCode(StringComparison.Ordinal));
        result = Mix(result, status.Device);
        result = Mix(result, status.InodeNumber);
        result = Mix(result, status.Mode);
        result = Mix(result, (ulong)status.Size);
        result = Mix(result, (ulong)status.MtimeSeconds);
        result = Mix(result, (ulong)status.MtimeNanoseconds);
        result = Mix(result, (ulong)status.CtimeSeconds);
        return Mix(result, (ulong)status.CtimeNanoseconds);
    }

    private static ulong Mix(ulong state, ulong value)
    {
        var product = (state ^ value) * 0x9E37_79B9_7F4A_7C15;
        return BitOperations.RotateLeft(product, 31) + value;
    }
}
