using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Permissions;

/// <summary>
/// Checks who can change or read files that a program running as root trusts: configuration, plugins, certificates, keys, the
/// state directory. Each method returns the fault with its cure, as the rest of a sentence; null if there is none, and for a
/// program that does not run as root.
/// </summary>
public static class FileTrust
{
    private const uint Sticky = 0x200;
    private const uint GroupWrite = 0x10;
    private const uint OthersWrite = 0x2;
    private const uint GroupRead = 0x20;
    private const uint OthersRead = 0x4;

    /// <summary>Whether every user can change or replace a file or directory. Such a file must not be used.</summary>
    public static string? FindPublicWriter(string path) => Find(path, isStrict: false);

    /// <summary>
    /// Whether any other user can change or replace a file or directory: every user, a group other than root's, or an owner who
    /// does not own this program.
    /// </summary>
    public static string? FindOtherWriter(string path) => Find(path, isStrict: true);

    /// <summary>Whether other users can read a key or a secret.</summary>
    public static string? FindReader(string path)
    {
        if (!Environment.IsPrivilegedProcess || Status(path) is not { } status)
        {
            return null;
        }

        return (status.Mode & OthersRead) != 0 ? $"other users can read it; run chmod 600 {path}"
            : (status.Mode & GroupRead) != 0 && status.Gid != 0 ? $"the group {status.Gid} can read it; run chmod 600 {path}"
            : null;
    }

    private static string? Find(string path, bool isStrict)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Environment.IsPrivilegedProcess || path.Length == 0)
        {
            return null;
        }

        var full = Path.GetFullPath(path);
        return FindOnWay(full, isStrict) ?? (TargetOf(full) is { } target ? FindOnWay(target, isStrict) : null);
    }

    private static string? TargetOf(string path)
    {
        try
        {
            FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            return info.LinkTarget is null ? null : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // A link without an end: opening the file reports the error.
            return null;
        }
    }

    // A user who can write a directory can replace its entries, unless the directory is sticky.
    private static string? FindOnWay(string path, bool isStrict)
    {
        if (Status(path) is not { } own)
        {
            return null;
        }

        var fault = FaultOf(own, path, isStrict);
        for (var parent = Path.GetDirectoryName(path); fault is null && parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (Status(parent) is { } status && (status.Mode & Sticky) == 0)
            {
                fault = FaultOf(status, parent, isStrict);
            }
        }

        return fault;
    }

    private static string? FaultOf(FileStatus status, string path, bool isStrict) => status switch
    {
        _ when (status.Mode & OthersWrite) != 0 => $"every user can write \"{path}\"; run chmod o-w {path}",
        _ when !isStrict => null,
        _ when (status.Mode & GroupWrite) != 0 && status.Gid != 0 =>
            $"the group {status.Gid} can write \"{path}\"; run chmod g-w {path}",
        _ when status.Uid != 0 && status.Uid != OwnerOfProgram =>
            $"the user {status.Uid} owns \"{path}\"; run chown root {path}",
        _ => null,
    };

    // Of a program that belongs to a developer: its owner can change the program itself.
    private static uint OwnerOfProgram { get; } = Status(AppContext.BaseDirectory)?.Uid ?? 0;

    private static FileStatus? Status(string path)
    {
        try
        {
            return HostFiles.TryGetStatus(path);
        }
        catch (LinuxException)
        {
            // Opening the file reports the error.
            return null;
        }
    }
}
