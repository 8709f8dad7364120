using Microsoft.Win32.SafeHandles;

namespace Imaginator.PackageCache.Storage;

/// <summary>A file of the cache, open: it stays readable when the cache lets go of it.</summary>
internal sealed class CachedFile(SafeFileHandle file, FileHead head, DateTimeOffset checkedAt) : IDisposable
{
    /// <summary>What is known of it.</summary>
    public FileHead Head => head;

    /// <summary>When the repository was asked whether it is still the same.</summary>
    public DateTimeOffset CheckedAt => checkedAt;

    /// <summary>The length of its contents in bytes.</summary>
    public long Length { get; } = RandomAccess.GetLength(file) - HeadFormat.Size;

    /// <summary>Reads some of its contents.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(file, buffer, HeadFormat.Size + offset, cancellationToken);

    public void Dispose() => file.Dispose();
}
