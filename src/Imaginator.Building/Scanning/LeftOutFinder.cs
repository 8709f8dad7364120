using Imaginator.Building.Scanning.Directories;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning;

/// <summary>Finds what a scan of a tree leaves out, so that it can be removed before anything else uses the tree.</summary>
/// <remarks>
/// Of an overlay, directories without changes are searched in the source image and only where the filter can match: this
/// reads nothing from the disk.
/// </remarks>
internal static class LeftOutFinder
{
    /// <summary>Finds the paths.</summary>
    /// <param name="root">The root directory; the search disposes of it.</param>
    /// <param name="leftOut">What is left out, besides sockets.</param>
    /// <returns>The paths in the order of the walk; of a directory that is left out, only its own path.</returns>
    public static List<string> Find(ScannedDirectory root, LeftOut leftOut, CancellationToken cancellationToken)
    {
        var found = new List<string>();

        // Not recursion: trees can be deep.
        var open = new Stack<Level>();
        open.Push(new Level(root, ""));
        try
        {
            while (open.TryPeek(out var level))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (level.Next() is not { } name)
                {
                    open.Pop().Directory.Dispose();
                }
                else if (leftOut.Contains(level.Path, name))
                {
                    found.Add($"{level.Path}/{name}");
                }
                else if (level.Directory.Find(name) is { } entry)
                {
                    if (entry.Known is null && entry.Status.Type == FileType.Socket)
                    {
                        found.Add($"{level.Path}/{name}");
                    }
                    else if (entry.IsDirectory && (entry.Known is null || leftOut.MayContainBelow($"{level.Path}/{name}")))
                    {
                        open.Push(new Level(level.Directory.Enter(name, entry), $"{level.Path}/{name}"));
                    }
                }
            }
        }
        finally
        {
            while (open.TryPop(out var level))
            {
                level.Directory.Dispose();
            }
        }

        return found;
    }

    private sealed class Level(ScannedDirectory directory, string path)
    {
        private readonly IReadOnlyList<string> _names = directory.ReadNames();
        private int _next;

        public ScannedDirectory Directory => directory;

        public string Path => path;

        public string? Next() => _next < _names.Count ? _names[_next++] : null;
    }
}
