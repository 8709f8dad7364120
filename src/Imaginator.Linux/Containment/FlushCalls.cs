using System.Collections.Immutable;

namespace Imaginator.Linux.Containment;

/// <summary>
/// The system calls that bring files to the disk and change nothing else. Numbers as in <see cref="DeniedSystemCalls"/>.
/// </summary>
/// <remarks>
/// <c>msync</c> is one of them: what was written to a mapping can be read from the file at once, without it. Files that were
/// opened with <c>O_SYNC</c> are written through all the same: few tools do that, and the flag is in a call that does more.
/// </remarks>
internal static class FlushCalls
{
    public static ImmutableArray<DeniedSystemCall> All { get; } =
    [
        new("fsync", 74, 118, 82),
        new("fdatasync", 75, 148, 83),
        new("sync", 162, 36, 81),
        new("syncfs", 306, 344, 267),
        new("sync_file_range", 277, 314, 84),
        new("msync", 26, 144, 227),
    ];
}
