using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Records;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>
/// Checks owners and modes of the directories and files of a store, and finds files that do not belong to it. Objects are checked by
/// <see cref="ObjectScan"/>.
/// </summary>
internal sealed class StructureCheck(StoreDirectory store)
{
    private const uint OthersAny = 0x3F; // 0077
    private const uint OthersWrite = 0x12; // 0022

    private static readonly string[] Directories =
    [
        StoreDirectory.ObjectsName, StoreDirectory.RecordsName, StoreDirectory.IncomingName, StoreDirectory.LeasesName,
        StoreDirectory.CorruptName,
    ];

    // SQLite gives its companions the owner and mode of the catalogue.
    private static readonly string[] Files =
    [
        StoreDirectory.FormatName, StoreDirectory.CatalogueName, StoreDirectory.CatalogueName + "-wal",
        StoreDirectory.CatalogueName + "-shm", DirectoryRecord.Name, StoreDirectory.LockName, StoreDirectory.MaintenanceLockName,
        StoreReserve.Name,
    ];

    private static readonly string[] Others =
        [StoreDirectory.CatalogueName + "-journal", StoreVersion.NewName, DirectoryRecord.Name + ".new", "lost+found"];

    private readonly List<StructureFault> _faults = [];

    public IReadOnlyList<StructureFault> Run()
    {
        CheckRoot();
        CheckDirectory(store.Root, StoreDirectory.ObjectsName);
        CheckObjects();
        CheckRecords();
        CheckDirectory(store.Root, StoreDirectory.IncomingName);
        CheckDirectory(store.Root, StoreDirectory.LeasesName);
        CheckDirectory(store.Root, StoreDirectory.CorruptName);
        return _faults;
    }

    private void CheckRoot()
    {
        var status = store.Root.GetStatus();
        if (FaultOf(status, FileModes.Mode0700, OthersAny) is { } fault)
        {
            _faults.Add(new StructureFault(store.Root, "", $"{store.Path}: {fault}") { Mode = FileModes.Mode0700 });
        }

        using var listing = store.Root.Reopen();
        foreach (var name in listing.ReadEntries())
        {
            if (Files.Contains(name))
            {
                CheckFile(store.Root, name, FileModes.Mode0600);
            }
            else if (!Directories.Contains(name) && !Others.Contains(name))
            {
                AddStray(store.Root, name, name);
            }
        }
    }

    private void CheckObjects()
    {
        using var listing = store.Objects.Root.Reopen();
        foreach (var name in listing.ReadEntries())
        {
            if (ObjectDirectory.IsPrefixName(name))
            {
                CheckDirectory(store.Objects.Root, name);
            }
            else
            {
                AddStray(store.Objects.Root, name, $"{StoreDirectory.ObjectsName}-{name}");
            }
        }
    }

    private void CheckRecords()
    {
        CheckDirectory(store.Root, StoreDirectory.RecordsName);
        using var listing = store.Records.Handle.Reopen();
        foreach (var name in listing.ReadEntries())
        {
            if (RecordName.TryParse(name) is null)
            {
                AddStray(store.Records.Handle, name, $"{StoreDirectory.RecordsName}-{name}");
            }
            else
            {
                CheckFile(store.Records.Handle, name, RecordDirectory.Permissions);
            }
        }
    }

    private void CheckDirectory(DirectoryHandle parent, string name) => Check(parent, name, FileType.Directory, FileModes.Mode0700, OthersAny);

    private void CheckFile(DirectoryHandle parent, string name, uint mode) => Check(parent, name, FileType.Regular, mode, OthersWrite);

    private void Check(DirectoryHandle parent, string name, FileType type, uint mode, uint forbidden)
    {
        if (parent.TryGetStatus(name) is { } status && status.Type == type && FaultOf(status, mode, forbidden) is { } fault)
        {
            _faults.Add(new StructureFault(parent, name, $"{parent.DisplayPath}/{name}: {fault}") { Mode = mode });
        }
    }

    private void AddStray(DirectoryHandle parent, string name, string newName) =>
        _faults.Add(new StructureFault(parent, name, $"{parent.DisplayPath}/{FileName.ToDisplay(name)} does not belong to the store")
        {
            StrayName = newName,
        });

    private static string? FaultOf(FileStatus status, uint needed, uint forbidden)
    {
        var mode = status.Mode & FileModes.PermissionBits;
        return StoreOwner.FaultOf(status)
            ?? ((mode & needed) != needed || (mode & forbidden) != 0
                ? $"the mode is {FileModes.Format(mode)} instead of {FileModes.Format(needed)}"
                : null);
    }
}
