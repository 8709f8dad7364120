using System.Collections.Immutable;
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
            }
        }

        return [.. scripts.Order(VersionOrder.Instance)];
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
