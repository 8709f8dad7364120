using System.Globalization;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>
/// The objects: files with the hexadecimal digits of their hashes as names, in one directory for each first byte. An object
/// in these directories is complete and durable.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="openMissing">Replaces a missing directory of a store that cannot be mended; null to fail.</param>
internal sealed class ObjectDirectory(DirectoryHandle root, Func<DirectoryHandle>? openMissing = null) : IDisposable
{
    /// <summary>The number of directories.</summary>
    public const int PrefixCount = 256;

    /// <summary>The permission bits of objects, which never change.</summary>
    public const uint Permissions = FileModes.Mode0400;

    /// <summary>
    /// The permission bits of an object whose contents were found damaged: uploads do not rely on it and replace it. The sticky bit has
    /// no other meaning for files, survives copies, and can be set on a full disk.
    /// </summary>
    public const uint DamagedPermissions = Permissions | StickyBit;

    private const uint StickyBit = 0x200; // 01000
    private const int PrefixLength = 2;

    private readonly DirectoryHandle?[] _directories = new DirectoryHandle?[PrefixCount];
    private readonly Lock _opening = new();

    /// <summary>The name of a directory.</summary>
    public static string PrefixName(int prefix) => prefix.ToString("x2", CultureInfo.InvariantCulture);

    /// <summary>True for the names of the directories.</summary>
    public static bool IsPrefixName(string name) => name.Length == PrefixLength && name.All(char.IsAsciiHexDigitLower);

    /// <summary>The name of the file of an object in its directory.</summary>
    public static string FileNameOf(in ObjectHash hash) => hash.ToString()[PrefixLength..];

    /// <summary>The directory of the directories, for checks of its structure.</summary>
    public DirectoryHandle Root => root;

    /// <summary>The path of an object, for messages.</summary>
    public string PathOf(in ObjectHash hash) => $"{root.DisplayPath}/{PrefixName(hash.AsSpan()[0])}/{FileNameOf(hash)}";

    /// <summary>The directory of an object.</summary>
    public DirectoryHandle DirectoryOf(in ObjectHash hash) => Directory(hash.AsSpan()[0]);

    /// <summary>The length of an object in bytes; null if the object does not exist.</summary>
    public long? TryGetLength(in ObjectHash hash) =>
        DirectoryOf(hash).TryGetStatus(FileNameOf(hash)) is { Type: FileType.Regular } status ? status.Size : null;

    /// <summary>The length of an object in bytes; null if the object does not exist or is known to be damaged.</summary>
    public long? TryGetUsableLength(in ObjectHash hash) =>
        DirectoryOf(hash).TryGetStatus(FileNameOf(hash)) is { Type: FileType.Regular } status && (status.Mode & StickyBit) == 0
            ? status.Size
            : null;

    /// <summary>
    /// Marks an open object as damaged, if that is possible: on a read-only file system it is not necessary, and a disk that is full or
    /// fails must not hide the damage.
    /// </summary>
    public static void MarkDamaged(SafeFileHandle file)
    {
        try
        {
            FileHandles.SetMode(file, DamagedPermissions);
        }
        catch (LinuxException)
        {
            // The caller reports the damage.
        }
    }

    /// <summary>The disk space of an object in bytes; null if the object does not exist.</summary>
    public long? TryGetDiskSpace(in ObjectHash hash) =>
        DirectoryOf(hash).TryGetStatus(FileNameOf(hash)) is { Type: FileType.Regular } status ? status.AllocatedSize : null;

    /// <summary>Opens an object for reading; null if the object does not exist.</summary>
    public SafeFileHandle? TryOpen(in ObjectHash hash)
    {
        try
        {
            return DirectoryOf(hash).OpenFile(FileNameOf(hash));
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>Moves a complete file to its final name, and replaces a file with that name.</summary>
    public void Add(DirectoryHandle from, string name, in ObjectHash hash) =>
        from.Rename(name, DirectoryOf(hash), FileNameOf(hash));

    /// <summary>Lists all files in one of the directories, in arbitrary order.</summary>
    public IEnumerable<DirectoryItem> List(int prefix)
    {
        using var listing = Open(prefix);
        foreach (var name in listing.ReadEntries())
        {
            yield return ObjectHash.TryParse(PrefixName(prefix) + name, out var hash) && FileNameOf(hash) == name
                ? new DirectoryItem(name, hash)
                : new DirectoryItem(name, null);
        }
    }

    /// <summary>One of the directories.</summary>
    public DirectoryHandle Directory(int prefix)
    {
        if (Volatile.Read(ref _directories[prefix]) is { } directory)
        {
            return directory;
        }

        lock (_opening)
        {
            return _directories[prefix] ??= Open(prefix);
        }
    }

    public void Dispose()
    {
        foreach (var directory in _directories)
        {
            directory?.Dispose();
        }

        root.Dispose();
    }

    private DirectoryHandle Open(int prefix)
    {
        try
        {
            return root.OpenDirectory(PrefixName(prefix));
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT && openMissing is not null)
        {
            return openMissing();
        }
    }

    /// <summary>A file in one of the directories. The hash is null for names that are not hashes.</summary>
    public readonly record struct DirectoryItem(string Name, ObjectHash? Hash);
}
