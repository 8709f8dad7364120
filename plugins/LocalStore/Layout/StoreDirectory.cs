using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Records;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Win32.SafeHandles;

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
    public const string RecordsName = "images";

    // Locked as long as the store is open: a catalogue that other processes have open cannot be replaced.
    private readonly SafeFileHandle? _use;

    private StoreDirectory(string path, DirectoryHandle root, bool isReadOnly, bool isFull, ImmutableArray<string> made)
    {
        Path = path;
        IsFull = isFull;
        Root = root;
        IsReadOnly = isReadOnly;
        HasSharedJournal = FileSystemJournal.IsShared(root.GetStatus().Device);
        Made = made;
        _use = isReadOnly ? null : root.OpenFile(FormatName);
        Lock = new StoreLock(root, LockName, isReadOnly);
        MaintenanceLock = new StoreLock(root, MaintenanceLockName, isReadOnly);
        Incoming = OpenDirectory(IncomingName);
        Corrupt = OpenDirectory(CorruptName);
        Leases = new LeaseDirectory(OpenDirectory(LeasesName));
        Objects = new ObjectDirectory(OpenDirectory(ObjectsName), isReadOnly ? EmptyDirectory.Open : null);
        Records = new RecordDirectory(OpenDirectory(RecordsName));
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

    public RecordDirectory Records { get; }

    /// <summary>
    /// True if the store is on a read-only file system, or on one without space even for the catalogue: this process does not change
    /// it, and it needs no locks.
    /// </summary>
    public bool IsReadOnly { get; }

    /// <summary>True if lack of space is the reason for <see cref="IsReadOnly"/>.</summary>
    public bool IsFull { get; }

    /// <summary>True if the flush of one file makes all earlier names durable.</summary>
    public bool HasSharedJournal { get; }

    /// <summary>The parts of the directory that were missing and have been made again.</summary>
    public ImmutableArray<string> Made { get; }

    public string CataloguePath => System.IO.Path.Combine(Path, CatalogueName);

    /// <summary>False if <see cref="Open"/> would create a store: the directory is missing, empty or an interrupted creation.</summary>
    public static bool Exists(string path)
    {
        if (!Directory.Exists(path))
        {
            return false;
        }

        try
        {
            using var root = DirectoryHandle.OpenHost(path);
            return root.TryGetStatus(FormatName) is not null || IsStore(root, path, mayLackCatalogue: true);
        }
        catch (IOException e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Translate(e, "cannot open the store", path);
        }
    }

    /// <summary>Opens a store, or creates it if the directory is empty or missing. The path is absolute.</summary>
    /// <param name="mayLackCatalogue">False to reject a store whose catalogue is lost.</param>
    public static StoreDirectory Open(string path, bool mayLackCatalogue = false)
    {
        if (!Directory.Exists(path))
        {
            // The parents have the default mode, but only the owner of the store can read its contents.
            var parentPath = System.IO.Path.GetDirectoryName(path) ?? "/";
            Directory.CreateDirectory(parentPath);
            using var parent = DirectoryHandle.OpenHost(parentPath);
            StoreStructure.MakeDirectory(parent, System.IO.Path.GetFileName(path));
        }

        var root = DirectoryHandle.OpenHost(path);
        try
        {
            var isNew = root.TryGetStatus(FormatName) is null;
            var isStore = !isNew || IsStore(root, path, mayLackCatalogue);
            if (!isNew)
            {
                StoreVersion.Check(root, FormatName, path);
            }

            var isReadOnly = IsOnReadOnlyFileSystem(root);
            if (isReadOnly && !isStore)
            {
                throw StoreErrors.ReadOnly(path, "cannot create the store");
            }

            // Before anything opens the catalogue.
            var isFull = !isReadOnly && isStore && !StoreReserve.HasRoom(root, path);
            RequireObjects(root, path);
            ImmutableArray<string> made = isReadOnly || isFull ? [] : Complete(root, path, isNew);
            if (!isReadOnly && !isFull)
            {
                StoreReserve.Make(root, path);
            }

            return new StoreDirectory(path, root, isReadOnly || isFull, isFull, isStore ? made : []);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Makes room for a small change on a full disk. False if there is none; the change can then fail.</summary>
    public bool MakeRoom() => !IsReadOnly && StoreReserve.HasRoom(Root, Path);

    /// <summary>Keeps room for small changes again, if there is space.</summary>
    public void KeepRoom() => StoreReserve.Make(Root, Path);

    /// <summary>True if the store holds objects or records: then its catalogue must exist.</summary>
    public bool HoldsData() => StoreStructure.HoldsData(Root);

    /// <summary>Tells other processes that this one uses the catalogue. False while its replacement is in progress.</summary>
    public bool TryUse() => _use is null || FileLocks.TryLock(_use, exclusive: false);

    /// <summary>Reserves the catalogue for its replacement. False if another process uses it.</summary>
    public bool TryReserve() => _use is not null && FileLocks.TryLock(_use, exclusive: true);

    public void Dispose()
    {
        Records.Dispose();
        Objects.Dispose();
        Leases.Dispose();
        Corrupt.Dispose();
        Incoming.Dispose();
        MaintenanceLock.Dispose();
        Lock.Dispose();
        if (_use is { IsClosed: false })
        {
            // A process that another thread is just starting shares the open file for a moment: closing it here would not end the lock.
            FileLocks.Unlock(_use);
            _use.Dispose();
        }

        Root.Dispose();
    }

    /// <summary>
    /// True if a directory without the file that identifies it is a store nevertheless, for example after a restore; false if it is
    /// empty or an interrupted creation. Rejects other directories.
    /// </summary>
    private static bool IsStore(DirectoryHandle root, string path, bool mayLackCatalogue)
    {
        if (root.TryGetStatus(CatalogueName)?.Type == FileType.Regular && root.TryGetStatus(ObjectsName)?.Type == FileType.Directory)
        {
            return true;
        }

        string[] known =
        [
            "lost+found", LockName, MaintenanceLockName, ObjectsName, LeasesName, IncomingName, CorruptName, RecordsName, DirectoryRecord.Name,
            CatalogueName, CatalogueName + "-wal", CatalogueName + "-shm", StoreVersion.NewName, StoreReserve.Name,
        ];
        if (root.ReadEntries().Except(known).FirstOrDefault() is { } foreign)
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                $"cannot open store {path}: the directory is not an image store and contains \"{FileName.ToDisplay(foreign)}\"; use the directory of a store, or an empty directory");
        }

        return StoreStructure.HoldsData(root) && (mayLackCatalogue
            ? true
            : throw StoreErrors.DamagedCatalogue(
                System.IO.Path.Combine(path, CatalogueName), "the file does not exist, but the store has objects"));
    }

    /// <summary>Rejects a store that has images, but no objects: they are probably on a disk that is not mounted.</summary>
    private static void RequireObjects(DirectoryHandle root, string path)
    {
        if (root.TryGetStatus(ObjectsName) is null
            && (CatalogueDatabase.MayHaveImages(System.IO.Path.Combine(path, CatalogueName)) || StoreStructure.HoldsData(root)))
        {
            throw StoreErrors.MissingObjects(path, ObjectsName);
        }
    }

    private static bool IsOnReadOnlyFileSystem(DirectoryHandle root)
    {
        try
        {
            LockFile.Open(root, LockName).Dispose();
            return false;
        }
        catch (LinuxException e) when (e.Error == Errno.EROFS)
        {
            return true;
        }
    }

    /// <summary>Makes what is missing. The file with the version comes last.</summary>
    private static ImmutableArray<string> Complete(DirectoryHandle root, string path, bool isNew)
    {
        var made = StoreStructure.Make(root);
        if (made.IsEmpty && !isNew)
        {
            return made;
        }

        using var creation = LockFile.Take(root, LockName);

        // The format file makes the directory a store: everything else must be durable before.
        Flushing.SyncFileSystem(creation);
        if (isNew)
        {
            // The directory existed, perhaps open to other users.
            root.SetMode(FileModes.Mode0700);
            StoreVersion.Write(path, FormatName);
            made = made.Add(FormatName);
        }

        return made;
    }

    private DirectoryHandle OpenDirectory(string name) =>
        IsReadOnly && Root.TryGetStatus(name) is null ? EmptyDirectory.Open() : Root.OpenDirectory(name);
}
