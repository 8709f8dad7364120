using System.Collections.Immutable;
using System.Text;
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
    private const uint Permissions = 0x180;

    /// <summary>Starts an upload's lease. The store lock must be held shared.</summary>
    public Lease CreateUpload() => Create(UploadExtension, []);

    /// <summary>Pins an image. The store lock must be held shared.</summary>
    public Lease CreatePin(string image) => Create(PinExtension, Encoding.UTF8.GetBytes(image));

    /// <summary>Whether there is a lease file of an upload, alive or not.</summary>
    public bool HasUpload(string id) => directory.TryGetStatus(id + UploadExtension) is not null;

    /// <summary>The images that are pinned now.</summary>
    public ImmutableHashSet<string> ReadPins()
    {
        var pins = ImmutableHashSet.CreateBuilder<string>();
        ForEachLive(PinExtension, file => pins.Add(Encoding.UTF8.GetString(ReadAll(file))));
        return pins.ToImmutable();
    }

    /// <summary>Tells every claim of the uploads that run now. The store lock must be held exclusively.</summary>
    public void ReadClaims(Action<ObjectHash> receive) => ForEachLive(UploadExtension, file =>
    {
        ReadOnlySpan<byte> claims = ReadAll(file);

        // A claim that was cut off by a full disk was never relied on.
        for (; claims.Length >= ObjectHash.Length; claims = claims[ObjectHash.Length..])
        {
            receive(new ObjectHash(claims[..ObjectHash.Length]));
        }
    });

    /// <summary>The leases of those who died. The store lock must be held exclusively: none is being made.</summary>
    public IReadOnlyList<string> ListDead()
    {
        var dead = new List<string>();
        foreach (var name in ListNames())
        {
            using var file = TryOpen(name);

            // One that ended meanwhile is no longer locked, but its file is no longer there either.
            if (file is not null
                && FileLocks.TryLock(file, exclusive: false)
                && directory.TryGetStatus(name) is not null)
            {
                dead.Add(name);
            }
        }

        return dead;
    }

    /// <summary>Removes a lease of somebody who died.</summary>
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
        var file = directory.CreateFile(name, Permissions);
        try
        {
            // Waits at most for somebody who looks whether it is locked yet.
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

            // A shared lock is in the way of the owner's exclusive one, but not of others who look at the same time.
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
            // It ended meanwhile.
            return null;
        }
    }

    // Through a handle of its own: reading a directory moves the handle's position.
    private List<string> ListNames()
    {
        using var listing = DirectoryHandle.OpenHost(directory.DisplayPath);
        return listing.ReadEntries();
    }
}
