using Imaginator.ImageStores;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>The directory of a store with all that is in it, open. README.md shows the layout.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class StoreDirectory : IDisposable
{
    public const string LockName = "lock";
    public const string MaintenanceLockName = "maintenance.lock";
    public const string CatalogueName = "catalogue.db";
    public const string IncomingName = "incoming";
    public const string LeasesName = "leases";
    public const string ObjectsName = "objects";
    public const string CorruptName = "corrupt";
    public const string FormatName = "format";

    private const uint DirectoryPermissions = 0x1C0;

    private StoreDirectory(string path, DirectoryHandle root)
    {
        Path = path;
        Root = root;
        Lock = new StoreLock(root, LockName);
        MaintenanceLock = new StoreLock(root, MaintenanceLockName);
        Incoming = root.OpenDirectory(IncomingName);
        Corrupt = root.OpenDirectory(CorruptName);
        Leases = new LeaseDirectory(root.OpenDirectory(LeasesName));
        Objects = new ObjectDirectory(root.OpenDirectory(ObjectsName));
    }

    /// <summary>Where the store is; for messages, and for SQLite.</summary>
    public string Path { get; }

    public DirectoryHandle Root { get; }

    /// <summary>Held shared by whoever claims or pins, exclusively by whoever removes; each for moments.</summary>
    public StoreLock Lock { get; }

    /// <summary>Held exclusively by the one garbage collection or check.</summary>
    public StoreLock MaintenanceLock { get; }

    /// <summary>One directory per running upload, named like its lease.</summary>
    public DirectoryHandle Incoming { get; }

    /// <summary>What a check has moved aside.</summary>
    public DirectoryHandle Corrupt { get; }

    public LeaseDirectory Leases { get; }

    public ObjectDirectory Objects { get; }

    public string CataloguePath => System.IO.Path.Combine(Path, CatalogueName);

    /// <summary>Opens a store; creates it if the directory is empty or missing.</summary>
    public static StoreDirectory Open(string path)
    {
        if (!Directory.Exists(path))
        {
            // Its parents are everybody's; what is in images is only for those who may read the store.
            var parentPath = System.IO.Path.GetDirectoryName(path) ?? "/";
            Directory.CreateDirectory(parentPath);
            using var parent = DirectoryHandle.OpenHost(parentPath);
            MakeDirectory(parent, System.IO.Path.GetFileName(path));
        }

        var root = DirectoryHandle.OpenHost(path);
        try
        {
            if (root.TryGetStatus(FormatName) is null)
            {
                Create(root, path);
            }

            StoreVersion.Check(root, FormatName, path);
            return new StoreDirectory(path, root);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Objects.Dispose();
        Leases.Dispose();
        Corrupt.Dispose();
        Incoming.Dispose();
        MaintenanceLock.Dispose();
        Lock.Dispose();
        Root.Dispose();
    }

    private static void Create(DirectoryHandle root, string path)
    {
        // What an interrupted creation left behind is taken over; anything else is not ours to fill.
        string[] ours =
        [
            "lost+found", LockName, MaintenanceLockName, ObjectsName, LeasesName, IncomingName, CorruptName,
            StoreVersion.NewName,
        ];
        if (root.ReadEntries().Except(ours).FirstOrDefault() is { } stranger)
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                $"{path} is no image store, and it is not empty (\"{stranger}\"): name the directory of a store, or an empty one");
        }

        using var creation = LockFile.Open(root, LockName);
        FileLocks.LockExclusive(creation);
        foreach (var name in (string[])[LeasesName, IncomingName, CorruptName, ObjectsName])
        {
            MakeDirectory(root, name);
        }

        using (var incoming = root.OpenDirectory(IncomingName))
        {
            // Uploads come when trees have just been deleted nearby: they go where that does not slow them down.
            _ = DirectoryPlacement.TrySpreadSubdirectories(incoming);
        }

        using (var objects = root.OpenDirectory(ObjectsName))
        {
            for (var prefix = 0; prefix < ObjectDirectory.PrefixCount; prefix++)
            {
                MakeDirectory(objects, ObjectDirectory.PrefixName(prefix));
            }
        }

        // Only now, with everything else in place and on disk, is it a store.
        Flushing.SyncFileSystem(creation);
        StoreVersion.Write(root, FormatName);
        Flushing.SyncFileSystem(creation);
    }

    private static void MakeDirectory(DirectoryHandle parent, string name)
    {
        try
        {
            parent.MakeDirectory(name, DirectoryPermissions);
        }
        catch (LinuxException e) when (e.Error == Errno.EEXIST)
        {
            // Somebody else was faster, or an interrupted creation is taken up again.
        }
    }
}
