using System.Collections.Immutable;

namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>
/// The system calls that flush files to the disk and have no other effect.
/// </summary>
/// <remarks>
/// The list includes <c>msync</c>: data written to a mapping can be read from the file immediately, even without it.
/// Files that were opened with <c>O_SYNC</c> are still written through: few tools use the flag, and it belongs to a
/// call with other effects.
/// </remarks>
internal static class FlushCalls
{
    public static ImmutableArray<SystemCall> All { get; } =
    [
        new("fsync", 74, 118, 82),
        new("fdatasync", 75, 148, 83),
        new("sync", 162, 36, 81),
        new("syncfs", 306, 344, 267),
        new("sync_file_range", 277, 314, 84),
        new("msync", 26, 144, 227),
    ];
}
