using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Documents;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Manifests;

/// <summary>Checks the trees and script directories of a manifest, so that nothing unusable is found half-way.</summary>
internal static class ManifestDirectories
{
    /// <summary>The maximum depth of a tree.</summary>
    public const int MaximumDepth = 256;

    /// <summary>The maximum number of entries of a tree or script directory.</summary>
    public const int MaximumEntries = 1_000_000;

    private const int MaximumFaults = 20;

    // As much of a script as the kernel reads to find the interpreter.
    private const int FirstLineLength = 256;

    /// <summary>Checks a tree: directories, regular files and, unless it is appended, symbolic links.</summary>
    /// <param name="allowLinks">Whether there may be symbolic links.</param>
    public static bool CheckTree(ManifestReader reader, string name, bool allowLinks)
    {
        using var directory = reader.OpenDirectory(name);
        if (directory is null)
        {
            return false;
        }

        try
        {
            using var cursor = new TreeCursor(directory, sorted: true);
            var entries = 0;
            var faults = 0;
            foreach (var (entry, status) in cursor.Walk())
            {
                var problem = status.Type switch
                {
                    _ when ++entries > MaximumEntries => $"has more than {MaximumEntries} entries; remove some",
                    FileType.Directory when cursor.Depth >= MaximumDepth => $"is more than {MaximumDepth} directories deep",
                    FileType.Directory or FileType.Regular => null,
                    FileType.SymbolicLink when allowLinks => null,
                    FileType.SymbolicLink => "is a symbolic link, which cannot be appended; use a regular file",
                    var type => $"is a {Describe(type)}; only directories, regular files and symbolic links can be copied",
                };
                if (problem is null)
                {
                    continue;
                }

                reader.Faults.Error(new ConfigurationLocation(name + cursor.DisplayPathOf(entry)), problem);
                if (++faults == MaximumFaults || entries > MaximumEntries || cursor.Depth >= MaximumDepth)
                {
                    break;
                }
            }
        }
        catch (LinuxException e)
        {
            reader.Faults.Error(new ConfigurationLocation(name), e.Message);
        }

        return true;
    }

    /// <summary>Finds the scripts of a directory: its regular files whose names do not start with a dot.</summary>
    /// <returns>The names, in the order in which they run; empty if there is no such directory.</returns>
    public static ImmutableArray<string> FindScripts(ManifestReader reader, string name)
    {
        using var directory = reader.OpenDirectory(name);
        if (directory is null)
        {
            return [];
        }

        var scripts = directory.ReadEntries().Where(script => !script.StartsWith('.')).ToList();
        foreach (var script in scripts)
        {
            if (directory.TryGetStatus(script)?.Type is var type && type != FileType.Regular)
            {
                reader.Faults.Error(
                    new ConfigurationLocation($"{name}/{FileName.ToDisplay(script)}"),
                    $"is a {Describe(type)}; a script must be a regular file (names that start with a dot are skipped)");
                continue;
            }

            CheckFirstLine(reader, directory, script, $"{name}/{FileName.ToDisplay(script)}");
        }

        return [.. scripts.Order(VersionOrder.Instance)];
    }

    /// <summary>Finds what editors of other systems add to scripts. Shells report it as "not found".</summary>
    private static void CheckFirstLine(ManifestReader reader, DirectoryHandle directory, string script, string display)
    {
        var location = new ConfigurationLocation(display, 1);
        try
        {
            using var file = directory.OpenFile(script);
            var head = new byte[FirstLineLength];
            ReadOnlySpan<byte> text = head.AsSpan(0, RandomAccess.Read(file, head, 0));
            if (text.StartsWith(Encoding.UTF8.Preamble))
            {
                reader.Faults.Error(
                    location, "starts with a byte order mark, which neither the kernel nor shells skip; save the file without the mark");
                return;
            }

            var end = text.IndexOf((byte)'\n');
            if (end <= 0 || text[end - 1] != '\r')
            {
                return;
            }

            if (text.StartsWith("#!"u8) && end > 2)
            {
                var interpreter = FileName.ToDisplay(FileName.Decode(text[2..(end - 1)]).Trim(' ', '\t'));
                reader.Faults.Error(
                    location, $"names the interpreter \"{interpreter}\\r\" because its lines end with CR LF; save the file with LF line ends");
            }
            else if (!text[..end].Contains((byte)0))
            {
                reader.Faults.Warn(location, "ends with CR LF, which shells take as a part of the last word; save the file with LF line ends");
            }
        }
        catch (IOException e)
        {
            reader.Faults.Error(location, e.Message);
        }
    }

    private static string Describe(FileType? type) => type switch
    {
        FileType.Directory => "directory",
        FileType.SymbolicLink => "symbolic link",
        FileType.Fifo => "FIFO",
        FileType.Socket => "socket",
        FileType.BlockDevice or FileType.CharacterDevice => "device",
        _ => "file that vanished while the manifest was read",
    };
}
