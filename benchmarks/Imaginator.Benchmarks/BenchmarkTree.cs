namespace Imaginator.Benchmarks;

/// <summary>A directory full of files, in memory where there is room, removed at the end.</summary>
/// <remarks>
/// Not on ext4 if possible: before that makes a file, it looks at every inode that was deleted in the last minute. Making
/// and removing a tree of 5,000 files again and again takes seconds there, whoever does it.
/// </remarks>
internal sealed class BenchmarkTree : IDisposable
{
    private const int FilesPerDirectory = 50;

    private const string MemoryFileSystem = "/dev/shm";
    private const long NeededBytes = 2L << 30;

    // Benchmarks run one after the other.
    private static readonly Dictionary<string, BenchmarkTree> SharedTrees = [];

    private BenchmarkTree()
    {
        HostPath = Path.Combine(
            HasRoomInMemory() ? MemoryFileSystem : Path.GetTempPath(), "imaginator-benchmark-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(HostPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Where trees are, for people: on a disk, ratios are other ones.</summary>
    public static string Medium => HasRoomInMemory() ? "in memory" : "on disk";

    public string HostPath { get; }

    public long TotalBytes { get; private set; }

    /// <summary>An empty directory.</summary>
    public static BenchmarkTree Empty() => new();

    /// <summary>A tree like a small system: many files of up to 40 KiB, some larger ones, no two the same.</summary>
    public static BenchmarkTree Small(int files)
    {
        var tree = new BenchmarkTree();
        var random = new Random(1);
        for (var i = 0; i < files; i++)
        {
            tree.Write(i, random.Next(1, i % 100 == 0 ? 800 * 1024 : 40 * 1024), random);
        }

        return tree;
    }

    /// <summary>A few files of 64 MiB.</summary>
    public static BenchmarkTree Large(int files)
    {
        var tree = new BenchmarkTree();
        var random = new Random(1);
        for (var i = 0; i < files; i++)
        {
            tree.Write(i, 64 * 1024 * 1024, random);
        }

        return tree;
    }

    /// <summary>
    /// The tree that the parameter <c>Files</c> of benchmarks names, made once for all that only read it.
    /// </summary>
    public static BenchmarkTree Shared(string files)
    {
        if (!SharedTrees.TryGetValue(files, out var tree))
        {
            SharedTrees[files] = tree = files.StartsWith("5000", StringComparison.Ordinal) ? Small(5000) : Large(4);
        }

        return tree;
    }

    /// <summary>Removes the trees of <see cref="Shared"/>.</summary>
    public static void DisposeShared()
    {
        foreach (var tree in SharedTrees.Values)
        {
            tree.Dispose();
        }

        SharedTrees.Clear();
    }

    public void Dispose() => Directory.Delete(HostPath, recursive: true);

    private static bool HasRoomInMemory() =>
        Directory.Exists(MemoryFileSystem) && new DriveInfo(MemoryFileSystem).AvailableFreeSpace >= NeededBytes;

    private void Write(int number, int length, Random random)
    {
        var directory = Path.Combine(HostPath, $"directory{number / FilesPerDirectory}");
        Directory.CreateDirectory(directory);
        var contents = new byte[length];
        random.NextBytes(contents);
        File.WriteAllBytes(Path.Combine(directory, $"file{number}"), contents);
        TotalBytes += length;
    }
}
