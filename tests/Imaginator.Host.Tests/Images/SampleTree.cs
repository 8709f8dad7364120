using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Host.Tests.Images;

/// <summary>Makes trees from paths. Paths with the same inode are hard links.</summary>
internal sealed class SampleTree(ImageLibrary library)
{
    private const uint RegularFile = 0x8000;
    private const uint DirectoryMode = 0x4000 | FileModes.Mode0755;

    private readonly SortedDictionary<string, Inode> _files = new(FileName.BytewiseComparer);

    /// <summary>Adds a regular file, and returns its inode for further names.</summary>
    public Inode File(string path, string text, uint mode = FileModes.Mode0644) => File(path, System.Text.Encoding.UTF8.GetBytes(text), mode);

    /// <summary>Adds a regular file, and returns its inode for further names.</summary>
    public Inode File(string path, byte[] bytes, uint mode = FileModes.Mode0644)
    {
        var (size, hash) = bytes.Length == 0 ? default : library.Put(bytes);
        return Add(path, new RegularInode { Mode = RegularFile | mode, Size = size, Hash = hash });
    }

    public Inode Link(string path, string target) => Add(path, new SymlinkInode { Target = target });

    public Inode Directory(string path) => Add(path, new DirectoryInode { Mode = DirectoryMode });

    /// <summary>Adds an inode under a name.</summary>
    public Inode Add(string path, Inode inode)
    {
        _files[path] = inode;
        return inode;
    }

    public Image ToImage() => new() { FileSystem = ToTree() };

    public FileSystemTree ToTree()
    {
        var numbers = new Dictionary<Inode, ulong>(ReferenceEqualityComparer.Instance);
        var inodes = new Dictionary<ulong, Inode>();
        var root = MakeDirectory("", new DirectoryInode { Mode = DirectoryMode }, numbers, inodes);
        return FileSystemTrees.Create(root, inodes);
    }

    private DirectoryInode MakeDirectory(
        string path, DirectoryInode directory, Dictionary<Inode, ulong> numbers, Dictionary<ulong, Inode> inodes)
    {
        var names = _files.Keys
            .Where(file => file.StartsWith(path + "/", StringComparison.Ordinal))
            .Select(file => file[(path.Length + 1)..].Split('/')[0])
            .Distinct(StringComparer.Ordinal)
            .Order(FileName.BytewiseComparer)
            .ToList();
        return directory with { Entries = [.. names.Select(name => new DirectoryEntry(name, NumberOf($"{path}/{name}", numbers, inodes)))] };
    }

    private ulong NumberOf(string path, Dictionary<Inode, ulong> numbers, Dictionary<ulong, Inode> inodes)
    {
        var inode = _files.GetValueOrDefault(path) ?? new DirectoryInode { Mode = DirectoryMode };
        if (numbers.TryGetValue(inode, out var known))
        {
            return known;
        }

        var number = (ulong)numbers.Count + 1;
        numbers.Add(inode, number);
        inodes[number] = inode is DirectoryInode directory ? MakeDirectory(path, directory, numbers, inodes) : inode;
        return number;
    }
}
