using Microsoft.Win32.SafeHandles;

namespace Imaginator.PackageCache.Storage;

/// <summary>A file that is being fetched. It is readable while it grows, and not in the cache before it is complete.</summary>
internal sealed class IncomingFile(SafeFileHandle file, string path, IncomingSpace space, Guid command, long reserved) : IDisposable
{
    private long _reserved = reserved;

    /// <summary>The path of the file.</summary>
    public string Path => path;

    /// <summary>The open file; its lock tells other processes that it is being written.</summary>
    public SafeFileHandle Handle => file;

    /// <summary>Writes bytes of the contents.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken) =>
        RandomAccess.WriteAsync(file, bytes, HeadFormat.Size + offset, cancellationToken);

    /// <summary>Reads bytes of the contents.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(file, buffer, HeadFormat.Size + offset, cancellationToken);

    /// <summary>Closes the file, and deletes it unless it was added to the cache.</summary>
    public void Dispose()
    {
        file.Dispose();
        File.Delete(path);
        space.Return(command, Interlocked.Exchange(ref _reserved, 0));
    }
}
