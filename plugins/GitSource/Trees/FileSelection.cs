using System.Collections.Immutable;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>Which files of a tree are wanted. Immutable.</summary>
internal sealed class FileSelection
{
    // Null stands for everything.
    private readonly HashSet<string>? _files;
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);

    private FileSelection(HashSet<string>? files) => _files = files;

    /// <summary>Selects files.</summary>
    /// <param name="files">Their paths below the tree; none for everything.</param>
    /// <returns>The selection.</returns>
    public static FileSelection Of(ImmutableArray<string> files)
    {
        var selection = new FileSelection(files.IsEmpty ? null : new HashSet<string>(StringComparer.Ordinal));
        foreach (var file in files)
        {
            var path = string.Join('/', file.Split('/', StringSplitOptions.RemoveEmptyEntries));
            selection._files!.Add(path);
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                selection._directories.Add(path[..slash]);
            }
        }

        return selection;
    }

    /// <summary>Whether an entry is wanted, or something in it.</summary>
    /// <param name="path">Its path below the tree.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    /// <returns>Whether it is.</returns>
    public bool Contains(string path, bool isDirectory) =>
        _files is null || (isDirectory ? _directories.Contains(path) : _files.Contains(path));
}
