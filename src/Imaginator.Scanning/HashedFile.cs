using Imaginator.Images;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Scanning;

/// <summary>A file of a scan after it was hashed.</summary>
/// <param name="Path">The path in the tree.</param>
/// <param name="File">The open file.</param>
/// <param name="Length">The length in bytes, at least 1.</param>
/// <param name="IsInUpperLayer">Whether the contents are those of the path in the upper layer of an overlay.</param>
/// <param name="MayBecomeObject">Whether the file itself can become an object of the image store.</param>
/// <param name="Bytes">The contents, if they are in memory; otherwise null.</param>
public readonly record struct HashedFile(
    string Path,
    SafeFileHandle File,
    long Length,
    ObjectHash Hash,
    bool IsInUpperLayer,
    bool MayBecomeObject,
    ReadOnlyMemory<byte>? Bytes);
