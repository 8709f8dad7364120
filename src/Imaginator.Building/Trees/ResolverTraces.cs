using System.Text;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>
/// Removes the name servers of this machine from a tree that a tool of this machine filled: such tools copy
/// <c>/etc/resolv.conf</c>, and packages copy it on. A bootstrapped image has an <c>/etc/resolv.conf</c>, usually an empty one.
/// </summary>
internal static class ResolverTraces
{
    private const string Parent = "/etc";
    private const string Name = "resolv.conf";
    private const string PartOfNames = "resolv";
    private const int MaximumLength = 64 * 1024;

    // Where packages of resolvers keep copies.
    private static readonly string[] Places = [Parent, "/run", "/var/run"];

    /// <summary>
    /// Removes the lines of a file of this machine, except for its comments, from the files of resolvers in a tree. The files keep
    /// owner and mode: some are scripts.
    /// </summary>
    /// <param name="tree">The tree. One without <c>/etc</c> is not changed.</param>
    /// <param name="hostPath">The file of this machine; a missing one counts as empty.</param>
    public static void Remove(TreeRoot tree, string hostPath)
    {
        var lines = ReadHost(hostPath);
        foreach (var place in Places)
        {
            using var directory = TryOpen(tree, place);
            if (directory is not null && lines.Count > 0)
            {
                RemoveBelow(directory, lines);
            }
        }

        using var parent = TryOpen(tree, Parent);
        if (parent is not null && parent.TryGetStatus(Name) is null)
        {
            FileReplacement.WriteFile(parent, Name, FileModes.Mode0644, static _ => { });
        }
    }

    private static void RemoveBelow(DirectoryHandle directory, HashSet<string> lines)
    {
        using var cursor = new TreeCursor(directory, sorted: false);
        foreach (var (name, status) in cursor.Walk())
        {
            if (status.Type == FileType.Regular
                && status.Size is > 0 and <= MaximumLength
                && cursor.PathOf(name).Contains(PartOfNames, StringComparison.Ordinal))
            {
                RemoveLines(cursor.Current, name, status, lines);
            }
        }
    }

    private static void RemoveLines(DirectoryHandle directory, string name, FileStatus status, HashSet<string> lines)
    {
        string text;
        using (var file = directory.OpenFile(name))
        {
            text = Read(file);
        }

        var kept = string.Concat(text.Split('\n').Where(line => !lines.Contains(line.Trim())).Select(line => line + "\n"));
        if (text.Split('\n').Any(line => lines.Contains(line.Trim())))
        {
            // Without the empty line that the split makes of the last line's end.
            var contents = Encoding.Latin1.GetBytes(kept.TrimEnd('\n') is { Length: > 0 } rest ? rest + "\n" : "");
            FileReplacement.WriteFile(
                directory,
                name,
                status.Mode & FileModes.PermissionBits,
                file => RandomAccess.Write(file, contents, 0),
                owner: status);
        }
    }

    // Files of resolvers have comments, too: a comment such as "#" tells nothing about this machine.
    private static bool IsTrace(string line) => line.Length > 0 && line[0] is not ('#' or ';');

    private static HashSet<string> ReadHost(string hostPath)
    {
        try
        {
            using var file = File.OpenHandle(hostPath);
            return Read(file).Split('\n').Select(line => line.Trim()).Where(IsTrace).ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static string Read(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var buffer = new byte[MaximumLength];
        var length = 0;
        while (length < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(length), length) is > 0 and var read)
        {
            length += read;
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private static DirectoryHandle? TryOpen(TreeRoot tree, string path)
    {
        try
        {
            return tree.TryOpenDirectory(path);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }
    }
}
