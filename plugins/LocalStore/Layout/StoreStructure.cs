using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>The directories of a store. Backup tools and file transfers lose empty ones, which are then made again.</summary>
internal static class StoreStructure
{
    private static readonly string[] Directories =
    [
        StoreDirectory.LeasesName, StoreDirectory.IncomingName, StoreDirectory.CorruptName, StoreDirectory.RecordsName,
        StoreDirectory.ObjectsName,
    ];

    /// <summary>Makes missing directories. Returns their names.</summary>
    public static ImmutableArray<string> Make(DirectoryHandle root)
    {
        var made = ImmutableArray.CreateBuilder<string>();
        foreach (var name in Directories.Where(name => root.TryGetStatus(name) is null))
        {
            MakeDirectory(root, name);
            made.Add(name);
            if (name == StoreDirectory.IncomingName)
            {
                using var incoming = root.OpenDirectory(name);

                // Uploads often follow the deletion of trees. A separate area of the disk prevents that deletion from slowing them.
                _ = DirectoryPlacement.TrySpreadSubdirectories(incoming);
            }
        }

        using var objects = root.OpenDirectory(StoreDirectory.ObjectsName);
        var present = objects.ReadEntries().ToHashSet(StringComparer.Ordinal);
        foreach (var name in Enumerable.Range(0, ObjectDirectory.PrefixCount).Select(ObjectDirectory.PrefixName))
        {
            if (!present.Contains(name))
            {
                MakeDirectory(objects, name);
                made.Add($"{StoreDirectory.ObjectsName}/{name}");
            }
        }

        return made.DrainToImmutable();
    }

    /// <summary>True if a directory contains objects or records of images.</summary>
    public static bool HoldsData(DirectoryHandle root) =>
        HasEntries(root, StoreDirectory.RecordsName)
        || (root.TryGetStatus(StoreDirectory.ObjectsName)?.Type == FileType.Directory && HasObjects(root));

    /// <summary>Makes a directory that only its owner can enter. An existing one is not an error.</summary>
    public static void MakeDirectory(DirectoryHandle parent, string name)
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

    private static bool HasObjects(DirectoryHandle root)
    {
        using var objects = root.OpenDirectory(StoreDirectory.ObjectsName);
        return Enumerable.Range(0, ObjectDirectory.PrefixCount).Any(prefix => HasEntries(objects, ObjectDirectory.PrefixName(prefix)));
    }

    private static bool HasEntries(DirectoryHandle parent, string name)
    {
        if (parent.TryGetStatus(name)?.Type != FileType.Directory)
        {
            return false;
        }

        using var directory = parent.OpenDirectory(name);
        return directory.HasEntries();
    }
}
