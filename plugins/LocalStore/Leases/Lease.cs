using System.Runtime.InteropServices;
using Imaginator.Images;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>
/// What an upload or a pin needs, told to all processes: a file that its owner keeps locked. When the owner dies, the
/// lock goes, and the next collection removes the file.
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

    /// <summary>A name that no other lease has or will have.</summary>
    public string Id => Path.GetFileNameWithoutExtension(_fileName);

    /// <summary>Says that objects are needed. The store lock must be held shared.</summary>
    public void Claim(ReadOnlySpan<ObjectHash> hashes)
    {
        var bytes = MemoryMarshal.AsBytes(hashes);
        var offset = Interlocked.Add(ref _length, bytes.Length) - bytes.Length;
        RandomAccess.Write(_file, bytes, offset);
    }

    /// <summary>
    /// Flushes the file system that the store is on. Write errors since the lease began are reported: each lease asks
    /// through a file of its own, and so hears of them even if another one has been told already.
    /// </summary>
    public void SyncFileSystem()
    {
        // Another thread may end the lease meanwhile: the file stays open until this is done.
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
