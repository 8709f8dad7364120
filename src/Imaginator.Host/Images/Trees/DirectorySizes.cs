using System.Collections.Immutable;

namespace Imaginator.Host.Images.Trees;

/// <summary>The sizes of a directory's entries, the largest first; entries without bytes are left out.</summary>
/// <param name="Path">The path of the directory in the image.</param>
/// <param name="Bytes">The total size of all regular files below the directory.</param>
/// <param name="Files">The number of all entries below the directory that are not directories.</param>
/// <param name="Entries">At most <see cref="MaximumEntries"/> entries.</param>
/// <param name="OtherBytes">The size of the entries that are left out of <paramref name="Entries"/>.</param>
internal sealed record DirectorySizes(string Path, ulong Bytes, long Files, ImmutableArray<DirectorySize> Entries, ulong OtherBytes)
{
    /// <summary>A treemap of more rectangles is not readable.</summary>
    public const int MaximumEntries = 200;
}
