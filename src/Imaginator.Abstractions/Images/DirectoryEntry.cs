using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>An entry of a directory.</summary>
/// <param name="Name">The name in the form of <see cref="FileName"/>, without slashes; neither <c>.</c> nor <c>..</c>.</param>
/// <param name="InodeNumber">A key of <see cref="FileSystemTree.InodeTable"/>.</param>
public readonly record struct DirectoryEntry(string Name, ulong InodeNumber);
