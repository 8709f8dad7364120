namespace Imaginator.Scanning.Directories;

/// <summary>The key that all names of one file share within a scan.</summary>
/// <param name="Number">The number of an inode.</param>
/// <param name="IsOfSource">Whether it is one of the source image's; otherwise the file system's.</param>
internal readonly record struct LinkKey(ulong Number, bool IsOfSource);
