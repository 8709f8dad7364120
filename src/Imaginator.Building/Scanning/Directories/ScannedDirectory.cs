using Imaginator.Images;
using Imaginator.Linux;

namespace Imaginator.Building.Scanning.Directories;

/// <summary>A directory that a walk is in. Every member throws <see cref="LinuxException"/> when the kernel refuses.</summary>
internal abstract class ScannedDirectory : IDisposable
{
    /// <summary>The names in the directory, in byte order.</summary>
    public abstract IReadOnlyList<string> ReadNames();

    /// <summary>Finds the entry of a name.</summary>
    /// <returns>The entry; null if it has vanished.</returns>
    public abstract FoundEntry? Find(string name);

    /// <summary>Reads an entry that is neither a directory nor left out.</summary>
    public abstract ReadEntry Read(string name, in FoundEntry found);

    /// <summary>Opens a subdirectory.</summary>
    public abstract ScannedDirectory Enter(string name, in FoundEntry found);

    /// <summary>The directory itself, without its entries.</summary>
    public abstract DirectoryInode ReadInode();

    public abstract void Dispose();
}
