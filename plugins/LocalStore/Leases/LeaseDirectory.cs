using System.Collections.Immutable;
using System.Text;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>The leases of all processes that use the store.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LeaseDirectory(DirectoryHandle directory) : IDisposable
{
    private const string UploadExtension = ".upload";
    private const string PinExtension = ".pin";

    /// <summary>Creates the lease of an upload. The caller must hold the store lock shared.</summary>
    public Lease CreateUpload() => Create(UploadExtension, []);

    /// <summary>Creates the lease of a pin. The caller must hold the store lock shared.</summary>
    public Lease CreatePin(string image) => Create(PinExtension, Encoding.UTF8.GetBytes(image));

    /// <summary>True if a lease of an upload exists, live or dead.</summary>
    public bool HasUpload(string id) => directory.TryGetStatus(id + UploadExtension) is not null;

    /// <summary>Reads the names of the pinned images.</summary>
    public ImmutableHashSet<string> ReadPins()
    {
        var pins = ImmutableHashSet.CreateBuilder<string>();
        ForEachLive(PinExtension, file => pins.Add(Encoding.UTF8.GetString(ReadAll(file))));
        return pins.ToImmutable();
    }

    /// <summary>Reads the claims of all running uploads. The caller must hold the store lock exclusively.</summary>
    public void ReadClaims(Action<ObjectHash> receive) => ForEachLive(UploadExtension, file =>
    {
        ReadOnlySpan<byte> claims = ReadAll(file);

        // An upload never relies on a claim that a full disk has truncated.
        for (; claims.Length >= ObjectHash.Length; claims = claims[ObjectHash.Length..])
        {
            receive(new ObjectHash(claims[..ObjectHash.Length]));
        }
    });

    /// <summary>Lists the leases of dead processes. The caller must hold the store lock exclusively.</summary>
    public IReadOnlyList<string> ListDead()
    {
        var dead = new List<string>();
        foreach (var name in ListNames())
        {
            using var file = TryOpen(name);

            // A lease that has just ended is unlocked too, but its file does not exist.
            if (file is not null
                && FileLocks.TryLock(file, exclusive: false)
                && directory.TryGetStatus(name) is not null)
            {
                dead.Add(name);
            }
        }

        return dead;
    }

    public void RemoveDead(string name) => directory.Unlink(name);

    public void Dispose() => directory.Dispose();

    private static byte[] ReadAll(SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        var length = 0;
        for (int count; length < bytes.Length && (count = RandomAccess.Read(file, bytes.AsSpan(length), length)) > 0;)
        {
            length += count;
        }

        return bytes[..length];
    }

    private Lease Create(string extension, byte[] contents)
    {
        var name = Guid.NewGuid().ToString("N") + extension;
        var file = directory.CreateFile(name, FileModes.Mode0600);
        try
        {
            // Waits at most for a process that tests the lock.
            FileLocks.LockExclusive(file);
            RandomAccess.Write(file, contents, 0);
            return new Lease(directory, name, file);
        }
        catch
        {
            directory.Unlink(name);
            file.Dispose();
            throw;
        }
    }

    private void ForEachLive(string extension, Action<SafeFileHandle> read)
    {
        foreach (var name in ListNames().Where(name => name.EndsWith(extension, StringComparison.Ordinal)))
        {
            using var file = TryOpen(name);

            // A shared lock conflicts with the exclusive lock of the owner, but not with other processes that test it.
            if (file is not null && !FileLocks.TryLock(file, exclusive: false))
            {
                read(file);
            }
        }
    }

    private SafeFileHandle? TryOpen(string name)
    {
        try
        {
            return directory.OpenFile(name);
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            // The lease has ended.
            return null;
        }
    }

    // With a separate handle, because reading a directory moves the position of the handle.
    private List<string> ListNames()
    {
        using var listing = directory.Reopen();
        return listing.ReadEntries();
    }
}
