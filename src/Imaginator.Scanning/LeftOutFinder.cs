using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Quantities;
using Imaginator.Scanning.Directories;
using Imaginator.Scanning.Exclusions;

namespace Imaginator.Scanning;

/// <summary>Finds what a scan of a tree leaves out, so that it can be removed before anything else uses the tree.</summary>
/// <remarks>
/// Of an overlay, directories without changes are searched in the source image and only where the filter can match: this
/// reads nothing from the disk. Paths that are too long for an image are an error, unless they are left out: not every tree is scanned.
/// </remarks>
internal static class LeftOutFinder
{
    // Directories above are closed until the search comes back.
    private const int MaximumOpenDirectories = 32;

    /// <summary>Finds the paths.</summary>
    /// <param name="root">The root directory; the search disposes of it.</param>
    /// <param name="leftOut">What is left out, besides sockets.</param>
    /// <returns>
    /// The paths in the order of the walk; of a directory that is left out, only its own path. Their last names can be beyond the
    /// maximum length of a path.
    /// </returns>
    /// <exception cref="ScanException">A path is too long for an image, or there are too many paths.</exception>
    public static List<string> Find(ScannedDirectory root, LeftOut leftOut, CancellationToken cancellationToken)
    {
        var found = new FoundPaths();

        // Not recursion: trees can be deep.
        var open = new List<Level> { new(root, "", 0) };
        try
        {
            while (open.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var level = open[^1];
                if (level.Next() is not { } name)
                {
                    level.Directory.Dispose();
                    open.RemoveAt(open.Count - 1);
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
                    else if (level.PathLength > 0 && TreeRules.FaultOfPath(level.PathLength, name) is { } fault)
                    {
                        throw ScanException.OfRule($"{level.Path}/{name}", fault);
                    }
                    else if (entry.IsDirectory && (entry.Known is null || leftOut.MayContainBelow($"{level.Path}/{name}")))
                    {
                        var next = level.Directory.Enter(name, entry.Known as DirectoryInode);
                        open.Add(new Level(next, $"{level.Path}/{name}", level.PathLength + 1 + TreeRules.ByteLength(name)));
                        if (open.Count > MaximumOpenDirectories)
                        {
                            open[^(MaximumOpenDirectories + 1)].Directory.Close();
                        }
                    }
                }
            }
        }
        finally
        {
            open.ForEach(level => level.Directory.Dispose());
        }

        return found.Paths;
    }

    private sealed class FoundPaths
    {
        private long _length;

        public List<string> Paths { get; } = [];

        public void Add(string path)
        {
            _length += path.Length;
            if (_length > TreeRules.MaximumNamesLength)
            {
                throw new ScanException(
                    $"the filter selects too many files: their paths have more than {ByteSize.Describe(TreeRules.MaximumNamesLength)}; "
                    + "remove files, or exclude their directories with filter lines");
            }

            Paths.Add(path);
        }
    }

    private sealed class Level(ScannedDirectory directory, string path, int pathLength)
    {
        private readonly IReadOnlyList<string> _names = directory.ReadNames(long.MaxValue, TreeRules.MaximumNamesLength);
        private int _next;

        public ScannedDirectory Directory => directory;

        public string Path => path;

        /// <summary>The length of the path in bytes.</summary>
        public int PathLength => pathLength;

        public string? Next() => _next < _names.Count ? _names[_next++] : null;
    }
}
