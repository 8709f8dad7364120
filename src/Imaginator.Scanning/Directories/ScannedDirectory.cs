using Imaginator.Images;
using Imaginator.Linux;

namespace Imaginator.Scanning.Directories;

/// <summary>A directory that a walk is in. Every member throws <see cref="LinuxException"/> when the kernel refuses.</summary>
internal abstract class ScannedDirectory : IDisposable
{
    /// <summary>The names in the directory, in byte order.</summary>
    /// <param name="maximumNames">The number of names after which the list ends: it has more names then.</param>
    /// <param name="maximumLength">The sum of the lengths of names after which the list ends: its sum is larger then.</param>
    public abstract IReadOnlyList<string> ReadNames(long maximumNames, long maximumLength);

    /// <summary>Finds the entry of a name.</summary>
    /// <returns>The entry; null if it has vanished.</returns>
    public abstract FoundEntry? Find(string name);

    /// <summary>Reads an entry that is neither a directory nor left out.</summary>
    public abstract ReadEntry Read(string name, in FoundEntry found);

    /// <summary>Opens a subdirectory.</summary>
    /// <param name="known">The directory, if it is known from the source image; null otherwise.</param>
    public abstract ScannedDirectory Enter(string name, DirectoryInode? known);

    /// <summary>The directory itself, without its entries.</summary>
    public abstract DirectoryInode ReadInode();

    /// <summary>Closes what is open until it is used again.</summary>
    public abstract void Close();

    public abstract void Dispose();
}
