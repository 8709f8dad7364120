using System.Text;
using CsCheck;
using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Plugins.DirSource;
using Imaginator.Plugins.GitSource.Tests.Servers;
using Imaginator.Plugins.GitSource.Trees;
using LibGit2Sharp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.GitSource.Tests.Trees;

/// <summary>A tree leads to the same manifest, or to the same kind of error, from a git repository and from a directory.</summary>
public sealed class SameRulesTests(GitServers servers) : GitTest(servers)
{
    private static readonly string[] Directories =
        ["", "/", "m", "./m", "m/.", "m/../m", "/m//", "../m", "m/../..", "none", "m/file", "m/file/x", "link", "loop", "out", "absolute", "link/../m"];

    private static readonly byte[][] Names =
        ["a"u8.ToArray(), "\u00fc"u8.ToArray(), [0xff], [(byte)'a', 0xc3], "\ufffd"u8.ToArray(), "b c"u8.ToArray()];

    private static readonly byte[][] Contents =
        ["{}"u8.ToArray(), [], "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8.ToArray()];

    private static readonly byte[][] Targets = ["a"u8.ToArray(), "../../x"u8.ToArray(), "/etc"u8.ToArray(), [0xfe]];

    // Most of what a tree has is right, so that some trees are right as a whole.
    private static readonly Gen<Item> AnyItem = Gen.Select(
        Gen.Frequency((4, Gen.Const(0)), (1, Gen.Const(1)), (2, Gen.Const(2))),
        Gen.Frequency((12, Gen.Int[0, 1]), (1, Gen.Int[2, 5])),
        Gen.Frequency((12, Gen.Int[0, 1]), (1, Gen.Int[2, 3])),
        (kind, name, contents) => new Item(
            kind switch { 0 => FileType.Regular, 1 => FileType.SymbolicLink, _ => FileType.Directory },
            Names[name],
            kind == 1 ? Targets[contents] : Contents[Math.Min(contents, 2)]));

    [Fact]
    public async Task GivesTheSameManifest_FromARepositoryAndADirectory()
    {
        var repository = CreateRepository();
        var (number, same, refused) = (0, 0, 0);
        await Gen.Select(AnyItem.Array[0, 4], AnyItem.Array[0, 3], Gen.Int[0, Directories.Length - 1]).SampleAsync(
            async (read, ignored, index) =>
            {
                var root = Directory.CreateDirectory(Path.Combine(WorkDirectory, $"{number++}"));
                var source = root.CreateSubdirectory("source");
                var tree = Write(repository, source.FullName, read, ignored);

                var fromGit = Describe(root, "git", target => FetchFromGit(repository, tree, Directories[index], target));
                var fromDirectory = await DescribeAsync(
                    root, "dir", target => FetchFromDirectoryAsync(source.FullName, Directories[index], target));

                Assert.Equal(fromGit, fromDirectory);
                _ = fromGit.StartsWith("refused", StringComparison.Ordinal) ? refused++ : same++;
            },
            iter: 150,
            threads: 1);

        Assert.True(same > 10 && refused > 10, $"{same} equal manifests, {refused} refused");
    }

    private static Tree Write(ServedRepository repository, string source, Item[] read, Item[] ignored)
    {
        using var root = DirectoryHandle.OpenHost(source);
        root.MakeDirectory("m", FileModes.Mode0755);
        using var manifest = root.OpenDirectory("m");
        var inner = WriteTree(repository, manifest,
        [
            new Item(FileType.Regular, "file"u8.ToArray(), "x"u8.ToArray()),
            new Item(FileType.Directory, "files"u8.ToArray(), []) { Items = read },
            new Item(FileType.Directory, "notes"u8.ToArray(), []) { Items = ignored },
        ]);
        var links = new (string Name, string Target)[]
        {
            ("absolute", "/m"), ("link", "./m"), ("loop", "loop"), ("out", "m/../../source/m"),
        };
        foreach (var (name, target) in links)
        {
            root.MakeSymbolicLink(name, target);
        }

        return repository.CreateRawTree(
        [
            .. links.Select(link => (
                "120000", Encoding.UTF8.GetBytes(link.Name), repository.CreateBlob(Encoding.UTF8.GetBytes(link.Target)).Id))
                .Append(("40000", "m"u8.ToArray(), inner.Id))
                .OrderBy(entry => Encoding.Latin1.GetString(entry.Item2), StringComparer.Ordinal),
        ]);
    }

    private static Tree WriteTree(ServedRepository repository, DirectoryHandle directory, Item[] items)
    {
        var entries = new List<(string Mode, byte[] Name, ObjectId Id)>();
        foreach (var item in items.DistinctBy(item => Encoding.Latin1.GetString(item.Name)))
        {
            var name = FileName.Decode(item.Name);
            switch (item.Type)
            {
                case FileType.Directory:
                    directory.MakeDirectory(name, FileModes.Mode0755);
                    using (var below = directory.OpenDirectory(name))
                    {
                        entries.Add(("40000", item.Name, WriteTree(repository, below, item.Items).Id));
                    }

                    break;
                case FileType.SymbolicLink:
                    directory.MakeSymbolicLink(name, FileName.Decode(item.Contents));
                    entries.Add(("120000", item.Name, repository.CreateBlob(item.Contents).Id));
                    break;
                default:
                    using (var file = directory.CreateFile(name, FileModes.Mode0644))
                    {
                        RandomAccess.Write(file, item.Contents, 0);
                    }

                    entries.Add(("100644", item.Name, repository.CreateBlob(item.Contents).Id));
                    break;
            }
        }

        // As git sorts: a directory as if its name ended with a slash.
        return repository.CreateRawTree([.. entries.OrderBy(
            entry => Encoding.Latin1.GetString(entry.Name) + (entry.Mode == "40000" ? "/" : ""), StringComparer.Ordinal)]);
    }

    private static void FetchFromGit(ServedRepository repository, Tree root, string directory, string target)
    {
        var paths = new CommitPaths(repository.Repository, root);
        var (tree, path) = ManifestDirectory.Find(paths, directory, "$GIT_URL", "master");
        using var handle = DirectoryHandle.OpenHost(target);
        new TreeWriter(repository.Repository, 1 << 20, "$GIT_URL", Cancel).Write(root, tree, path, handle);
    }

    private static async Task FetchFromDirectoryAsync(string source, string directory, string target)
    {
        var services = new ServiceCollection();
        new DirSourcePlugin().Register(services, new ConfigurationBuilder().Build());
        await using var provider = services.BuildServiceProvider();
        var request = new ManifestRequest
        {
            Url = $"dir://{source}", DisplayUrl = "$DIR", Directory = directory, TargetDirectory = target,
        };
        await provider.GetRequiredService<IManifestSource>().FetchAsync(request, new RecordingBuildLog(), Cancel);
    }

    private static string Describe(DirectoryInfo root, string name, Action<string> fetch)
    {
        var target = root.CreateSubdirectory(name).FullName;
        try
        {
            fetch(target);
            return DescribeTree(target);
        }
        catch (ManifestFetchException exception)
        {
            return $"refused: {exception.Reason}";
        }
    }

    private static async Task<string> DescribeAsync(DirectoryInfo root, string name, Func<string, Task> fetch)
    {
        var target = root.CreateSubdirectory(name).FullName;
        try
        {
            await fetch(target);
            return DescribeTree(target);
        }
        catch (ManifestFetchException exception)
        {
            return $"refused: {exception.Reason}";
        }
    }

    // Not the class library, which loses names that are not UTF-8.
    private static string DescribeTree(string target)
    {
        using var root = DirectoryHandle.OpenHost(target);
        using var cursor = new TreeCursor(root, sorted: true);
        var lines = cursor.Walk().Select(entry =>
            $"{cursor.PathOf(entry.Name)} {entry.Status.Mode} {ContentsOf(cursor.Current, entry.Name, entry.Status.Type)}");
        return string.Join('\n', lines);
    }

    private static string ContentsOf(DirectoryHandle directory, string name, FileType type)
    {
        switch (type)
        {
            case FileType.SymbolicLink:
                return directory.ReadSymbolicLink(name);
            case FileType.Directory:
                return "";
            default:
                using (var file = directory.OpenFile(name))
                {
                    var contents = new byte[1024];
                    return Encoding.Latin1.GetString(contents, 0, FileContents.ReadAt(file, contents, 0));
                }
        }
    }

    private sealed record Item(FileType Type, byte[] Name, byte[] Contents)
    {
        public Item[] Items { get; init; } = [];
    }
}
