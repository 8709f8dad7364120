namespace Imaginator.Host.Images.Trees;

/// <summary>The contents of a tree in numbers.</summary>
/// <param name="Bytes">The total size of the regular files. Hard links count once.</param>
/// <param name="Files">The number of regular files. Hard links count once.</param>
/// <param name="Directories">The number of directories, including the root directory.</param>
/// <param name="ComputedFiles">The number of files whose contents machines fetch from a file generator.</param>
internal sealed record TreeTotals(ulong Bytes, ulong Files, ulong Directories, int ComputedFiles);
