using System.Runtime.InteropServices;
using Imaginator.Images;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>
/// The objects or the image that an upload or a pin requires, visible to all processes: a file that its owner keeps locked.
/// The death of the owner releases the lock, and the next garbage collection removes the file.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Lease : IDisposable
{
    private readonly DirectoryHandle _directory;
    private readonly SafeFileHandle _file;
    private readonly string _fileName;
    private long _length;
    private int _isDisposed;

    internal Lease(DirectoryHandle directory, string fileName, SafeFileHandle file)
    {
        _directory = directory;
        _fileName = fileName;
        _file = file;
    }

    /// <summary>A name that is unique for all time.</summary>
    public string Id => Path.GetFileNameWithoutExtension(_fileName);

    /// <summary>Claims objects. The caller must hold the store lock shared.</summary>
    public void Claim(ReadOnlySpan<ObjectHash> hashes)
    {
        var bytes = MemoryMarshal.AsBytes(hashes);
        var offset = Interlocked.Add(ref _length, bytes.Length) - bytes.Length;
        RandomAccess.Write(_file, bytes, offset);
    }

    /// <summary>
    /// Flushes the file system of the store. Reports write errors since the beginning of the lease: each lease has its own open
    /// file, for which the kernel reports an error even if it has reported the error for another file.
    /// </summary>
    public void SyncFileSystem()
    {
        // Another thread can end the lease at the same time. The file stays open until the flush ends.
        var isHeld = false;
        try
        {
            _file.DangerousAddRef(ref isHeld);
            Flushing.SyncFileSystem(_file);
        }
        finally
        {
            if (isHeld)
            {
                _file.DangerousRelease();
            }
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            using (_file)
            {
                _directory.Unlink(_fileName);
            }
        }
    }
}
