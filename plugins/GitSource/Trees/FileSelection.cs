using System.Collections.Immutable;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>The selected files of a tree. Immutable.</summary>
internal sealed class FileSelection
{
    // Null selects all files.
    private readonly HashSet<string>? _files;
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);

    private FileSelection(HashSet<string>? files) => _files = files;

    /// <summary>Selects files by their paths relative to the tree; an empty array selects all files.</summary>
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

    /// <summary>True if a file is selected, or a directory contains a selected file.</summary>
    public bool Contains(string path, bool isDirectory) =>
        _files is null || (isDirectory ? _directories.Contains(path) : _files.Contains(path));
}
