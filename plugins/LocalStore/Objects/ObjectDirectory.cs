using System.Globalization;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>
/// The objects: files named by the hexadecimal digits of their hash, spread over a directory for each first byte.
/// What has its name here is complete and on disk.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ObjectDirectory(DirectoryHandle root) : IDisposable
{
    /// <summary>How many directories there are.</summary>
    public const int PrefixCount = 256;

    /// <summary>What the files' permission bits are: nobody changes them.</summary>
    public const uint Permissions = 0x100;

    private const int PrefixLength = 2;

    private readonly DirectoryHandle?[] _directories = new DirectoryHandle?[PrefixCount];
    private readonly Lock _opening = new();

    /// <summary>The name of a directory.</summary>
    public static string PrefixName(int prefix) => prefix.ToString("x2", CultureInfo.InvariantCulture);

    /// <summary>The name of an object's file in its directory.</summary>
    public static string FileNameOf(in ObjectHash hash) => hash.ToString()[PrefixLength..];

    /// <summary>Where an object is; for messages.</summary>
    public string PathOf(in ObjectHash hash) => $"{DirectoryOf(hash).DisplayPath}/{FileNameOf(hash)}";

    /// <summary>The directory that an object's file is in.</summary>
    public DirectoryHandle DirectoryOf(in ObjectHash hash) => Directory(hash.AsSpan()[0]);

    /// <summary>The length of an object in bytes, or null if there is no such object.</summary>
    public long? TryGetLength(in ObjectHash hash) =>
        DirectoryOf(hash).TryGetStatus(FileNameOf(hash)) is { Type: FileType.Regular } status ? status.Size : null;

    /// <summary>Opens an object for reading, or null if there is no such object.</summary>
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

    /// <summary>Gives a complete file its final name, instead of whatever has it.</summary>
    public void Add(DirectoryHandle from, string name, in ObjectHash hash) =>
        from.Rename(name, DirectoryOf(hash), FileNameOf(hash));

    /// <summary>Everything in one of the directories, in no particular order.</summary>
    public IEnumerable<DirectoryItem> List(int prefix)
    {
        using var listing = root.OpenDirectory(PrefixName(prefix));
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
            return _directories[prefix] ??= root.OpenDirectory(PrefixName(prefix));
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

    /// <summary>A name in one of the directories.</summary>
    public readonly record struct DirectoryItem(string Name, ObjectHash? Hash);
}
