namespace Imaginator.Scanning;

/// <summary>Files that a scan left out although nothing selects them: sockets, and files of other file systems.</summary>
/// <param name="Count">Their number.</param>
/// <param name="Paths">The first of their paths.</param>
public sealed record SkippedFiles(long Count, IReadOnlyList<string> Paths)
{
    /// <summary>The maximum number of paths.</summary>
    public const int MaximumPaths = 10;

    /// <summary>No files.</summary>
    public static SkippedFiles None { get; } = new(0, []);
}
