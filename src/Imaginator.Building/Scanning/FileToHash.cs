using Imaginator.Images;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Scanning;

/// <summary>A regular file with contents on its way from the walk to a hasher, and back with its hash.</summary>
/// <param name="index">The place of its inode in the walk's list of inodes.</param>
/// <param name="path">Its path inside the tree.</param>
/// <param name="file">The file; the hasher closes it.</param>
/// <param name="length">How long it is in bytes; more than 0.</param>
/// <param name="hashes">Takes the hash.</param>
/// <param name="isExpendable">Whether nobody needs the file but the tree, which is thrown away.</param>
internal sealed class FileToHash(
    int index, string path, SafeFileHandle file, long length, FileHashes hashes, bool isExpendable = false)
{
    private readonly (ObjectHash[] Part, int Position) _hash = hashes.Add(index);

    public string Path { get; } = path;

    public SafeFileHandle File { get; } = file;

    public long Length { get; } = length;

    public bool IsExpendable { get; } = isExpendable;

    /// <summary>The hash of the contents; zero until it is known.</summary>
    public ObjectHash Hash
    {
        get => _hash.Part[_hash.Position];
        set => _hash.Part[_hash.Position] = value;
    }
}
