using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>The open directory of a store. README.md describes the layout.</summary>
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

    /// <summary>The path of the store, for messages and SQLite.</summary>
    public string Path { get; }

    public DirectoryHandle Root { get; }

    /// <summary>Claims and pins hold the lock shared; removals hold it exclusively. All hold it for milliseconds.</summary>
    public StoreLock Lock { get; }

    /// <summary>A garbage collection or a check holds the lock exclusively.</summary>
    public StoreLock MaintenanceLock { get; }

    /// <summary>Contains one directory for each running upload, with the ID of its lease as its name.</summary>
    public DirectoryHandle Incoming { get; }

    /// <summary>Contains the files that checks have moved aside.</summary>
    public DirectoryHandle Corrupt { get; }

    public LeaseDirectory Leases { get; }

    public ObjectDirectory Objects { get; }

    public string CataloguePath => System.IO.Path.Combine(Path, CatalogueName);

    /// <summary>Opens a store, or creates it if the directory is empty or missing. The path is absolute.</summary>
    public static StoreDirectory Open(string path)
    {
        if (!Directory.Exists(path))
        {
            // The parents have the default mode, but only the owner of the store can read its contents.
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
        // An interrupted creation continues. A directory with other contents is rejected.
        string[] known =
        [
            "lost+found", LockName, MaintenanceLockName, ObjectsName, LeasesName, IncomingName, CorruptName,
            StoreVersion.NewName,
        ];
        if (root.ReadEntries().Except(known).FirstOrDefault() is { } foreign)
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                $"cannot open store {path}: the directory is not an image store and contains \"{FileName.ToDisplay(foreign)}\"; use the directory of a store, or an empty directory");
        }

        using var creation = LockFile.Open(root, LockName);
        FileLocks.LockExclusive(creation);
        foreach (var name in (string[])[LeasesName, IncomingName, CorruptName, ObjectsName])
        {
            MakeDirectory(root, name);
        }

        using (var incoming = root.OpenDirectory(IncomingName))
        {
            // Uploads often follow the deletion of trees. A separate area of the disk prevents that deletion from slowing them.
            _ = DirectoryPlacement.TrySpreadSubdirectories(incoming);
        }

        using (var objects = root.OpenDirectory(ObjectsName))
        {
            for (var prefix = 0; prefix < ObjectDirectory.PrefixCount; prefix++)
            {
                MakeDirectory(objects, ObjectDirectory.PrefixName(prefix));
            }
        }

        // The format file makes the directory a store: everything else must be durable before.
        Flushing.SyncFileSystem(creation);
        StoreVersion.Write(path, FormatName);
    }

    private static void MakeDirectory(DirectoryHandle parent, string name)
    {
        try
        {
            parent.MakeDirectory(name, FileModes.Mode0700);
        }
        catch (LinuxException e) when (e.Error == Errno.EEXIST)
        {
            // Another process was faster, or an interrupted creation continues.
        }
    }
}
