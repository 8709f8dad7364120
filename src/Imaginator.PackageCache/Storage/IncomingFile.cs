using Microsoft.Win32.SafeHandles;

namespace Imaginator.PackageCache.Storage;

/// <summary>A file that is being fetched. It is readable as it grows; nobody finds it before it is complete.</summary>
internal sealed class IncomingFile(SafeFileHandle file, string path) : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>The file; its lock tells other processes that somebody still writes it.</summary>
    public SafeFileHandle Handle => file;

    /// <summary>Writes some of its contents.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken) =>
        RandomAccess.WriteAsync(file, bytes, HeadFormat.Size + offset, cancellationToken);

    /// <summary>Reads some of its contents.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(file, buffer, HeadFormat.Size + offset, cancellationToken);

    /// <summary>What was not kept goes.</summary>
    public void Dispose()
    {
        file.Dispose();
        File.Delete(path);
    }
}
