using Microsoft.Win32.SafeHandles;

namespace Imaginator.PackageCache.Storage;

/// <summary>An open file of the cache; it stays readable after the cache removes it.</summary>
internal sealed class CachedFile(SafeFileHandle file, FileHead head, DateTimeOffset checkedAt) : IDisposable
{
    /// <summary>The metadata of the file.</summary>
    public FileHead Head => head;

    /// <summary>The time of the last check with the repository.</summary>
    public DateTimeOffset CheckedAt => checkedAt;

    /// <summary>The length of the contents in bytes.</summary>
    public long Length { get; } = RandomAccess.GetLength(file) - HeadFormat.Size;

    /// <summary>Reads bytes of the contents.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(file, buffer, HeadFormat.Size + offset, cancellationToken);

    public void Dispose() => file.Dispose();
}
