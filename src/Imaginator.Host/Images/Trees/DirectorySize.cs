namespace Imaginator.Host.Images.Trees;

/// <summary>The size of an entry of a directory, with everything below it.</summary>
/// <param name="Name">The name; see <see cref="TreeFile"/>.</param>
/// <param name="Path">The path in the image.</param>
/// <param name="IsDirectory">Whether the entry is a directory.</param>
/// <param name="Bytes">The total size of the regular files. Hard links count once in an image, at their first name.</param>
/// <param name="Files">The number of entries that are not directories.</param>
internal sealed record DirectorySize(string Name, string Path, bool IsDirectory, ulong Bytes, long Files);
