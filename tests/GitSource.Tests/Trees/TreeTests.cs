using System.Text;
using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Tests.Trees;

public sealed class TreeTests(GitServers servers) : GitTest(servers)
{
    [Fact]
    public async Task WritesTheManifestDirectory_AndNothingElse()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("a/b/manifest", "{}"), ("a/b/files/etc/motd", "hello"), ("a/x", "no"), ("y", "no"));

        foreach (var name in new[] { "a/b", "/a//b/" })
        {
            var (directory, _) = await FetchAsync(repository.HttpUrl, name);

            Assert.Equal(
                ["files", "files/etc", "files/etc/motd", "manifest"],
                Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories)
                    .Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal));
            Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(directory, "files/etc/motd"), Cancel));
        }
    }

    [Fact]
    public async Task WritesOnlyTheFilesThatAreWanted_AndLooksAtNothingElse()
    {
        var repository = CreateRepository();
        var blob = repository.CreateBlob("{}"u8.ToArray()).Id;
        var bad = repository.CreateRawTree(("100644", ".git"u8.ToArray(), blob), ("100644", "manifest"u8.ToArray(), blob)).Id;
        repository.Commit("master", repository.CreateRawTree(
            ("40000", "a"u8.ToArray(), bad), ("40000", "b"u8.ToArray(), bad), ("100644", "manifest"u8.ToArray(), blob)));

        var (directory, _) = await FetchAsync(
            repository.HttpUrl, onlyFiles: ["/a//manifest", "a/missing", "c/manifest", "manifest/x", "../manifest"]);

        Assert.Equal(
            ["a", "a/manifest"],
            Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task KeepsModesAndLinks_WhateverTheUmask()
    {
        var repository = CreateRepository();
        var (script, group, link, dangling) = (repository.CreateBlob("#!/bin/sh\n"u8.ToArray()),
            repository.CreateBlob([]), repository.CreateBlob("../../etc/passwd"u8.ToArray()),
            repository.CreateBlob("/no/where"u8.ToArray()));
        repository.Commit("master", repository.CreateRawTree(
            ("120000", "absolute"u8.ToArray(), dangling.Id),
            ("100664", "group"u8.ToArray(), group.Id),
            ("120000", "link"u8.ToArray(), link.Id),
            ("100755", "script"u8.ToArray(), script.Id)));

        var (directory, _) = await FetchAsync(repository.HttpUrl);

        Assert.Equal("/no/where", new FileInfo(Path.Combine(directory, "absolute")).LinkTarget);
        Assert.Equal("../../etc/passwd", new FileInfo(Path.Combine(directory, "link")).LinkTarget);
        Assert.Equal(Convert.ToInt32("644", 8), (int)File.GetUnixFileMode(Path.Combine(directory, "group")));
        Assert.Equal(Convert.ToInt32("755", 8), (int)File.GetUnixFileMode(Path.Combine(directory, "script")));
    }

    [Theory]
    [InlineData("no/such", "\"no\" does not exist")]
    [InlineData("base/no", "\"base/no\" does not exist")]
    [InlineData("base/manifest", "\"base/manifest\" is a file")]
    [InlineData("base/manifest/x", "\"base/manifest\" is a file")]
    [InlineData("../base", "\"..\" leads out of the repository")]
    [InlineData("base/../..", "\"..\" leads out of the repository")]
    public async Task Explains_MissingDirectory(string directory, string expected)
    {
        var message = await FailAsync(ManifestFetchError.UnknownDirectory, CreateSimpleRepository().HttpUrl, directory);

        Assert.Contains($"cannot find manifest directory \"{directory}\"", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("./base/.")]
    [InlineData("base/../link")]
    public async Task Follows_LinksAndDotsInTheRepository(string directory)
    {
        var repository = CreateRepository();
        var inner = repository.CreateRawTree(("100644", "manifest"u8.ToArray(), repository.CreateBlob("{}"u8.ToArray()).Id));
        repository.Commit("master", repository.CreateRawTree(
            ("40000", "base"u8.ToArray(), inner.Id),
            ("120000", "link"u8.ToArray(), repository.CreateBlob("./other/../base"u8.ToArray()).Id),
            ("40000", "other"u8.ToArray(), inner.Id)));

        var (target, _) = await FetchAsync(repository.FileUrl, directory);

        Assert.Equal(["manifest"], Directory.GetFileSystemEntries(target).Select(Path.GetFileName));
        Assert.Contains("Checked out /base of", Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/base", "leads out of the repository")]
    [InlineData("../base", "leads out of the repository")]
    [InlineData("link", "is one of more than 40 symbolic links")]
    [InlineData("base", "does not exist")]
    public async Task Explains_DirectoryThatIsABadLink(string destination, string expected)
    {
        var repository = CreateRepository();
        repository.Commit("master", repository.CreateRawTree(
            ("120000", "link"u8.ToArray(), repository.CreateBlob(Encoding.UTF8.GetBytes(destination)).Id)));

        Assert.Contains(expected, await FailAsync(
            ManifestFetchError.UnknownDirectory, repository.FileUrl, "link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WritesContents_WhereAWantedFileIsALink()
    {
        var repository = CreateRepository();
        var inner = repository.CreateRawTree(("120000", "manifest"u8.ToArray(), repository.CreateBlob("../real"u8.ToArray()).Id));
        repository.Commit("master", repository.CreateRawTree(
            ("40000", "a"u8.ToArray(), inner.Id), ("100644", "real"u8.ToArray(), repository.CreateBlob("{}"u8.ToArray()).Id)));

        var (directory, _) = await FetchAsync(repository.FileUrl, onlyFiles: ["a/manifest"]);

        Assert.Equal(
            ["a", "a/manifest"],
            Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal));
        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(directory, "a/manifest"), Cancel));
    }

    [Fact]
    public async Task Refuses_Submodule_OnlyWhereItIsInTheManifest()
    {
        var repository = CreateRepository();
        var elsewhere = new ObjectId("0123456789012345678901234567890123456789");
        var inner = repository.CreateRawTree(("160000", "library"u8.ToArray(), elsewhere));
        var clean = repository.CreateRawTree(("100644", "manifest"u8.ToArray(), repository.CreateBlob([]).Id));
        repository.Commit("master", repository.CreateRawTree(
            ("40000", "clean"u8.ToArray(), clean.Id), ("40000", "with"u8.ToArray(), inner.Id)));

        Assert.Contains("submodule \"with/library\"", await FailAsync(
            ManifestFetchError.BadContents, repository.HttpUrl, "with"), StringComparison.Ordinal);
        Assert.Contains("submodule \"with/library\"", await FailAsync(
            ManifestFetchError.BadContents, repository.HttpUrl, "with/library/x"), StringComparison.Ordinal);
        await FetchAsync(repository.HttpUrl, "clean");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(".git")]
    [InlineData(".GiT")]
    [InlineData("/etc/cron.d/x")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("LONG")]
    public async Task Refuses_NamesThatNoGitWouldWrite(string name)
    {
        var repository = CreateRepository();
        var bytes = name == "LONG" ? Encoding.Latin1.GetBytes(new string('x', 256)) : Encoding.Latin1.GetBytes(name);
        var inner = repository.CreateRawTree(("100644", "x"u8.ToArray(), repository.CreateBlob([]).Id));
        foreach (var (branch, mode, id) in new[]
        {
            ("master", "100644", repository.CreateBlob("bad"u8.ToArray()).Id),
            ("directory", "40000", inner.Id),
            ("link", "120000", repository.CreateBlob("/etc"u8.ToArray()).Id),
        })
        {
            repository.Commit(branch, repository.CreateRawTree((mode, bytes, id)));

            Assert.Contains("invalid file", await FailAsync(
                ManifestFetchError.BadContents, repository.FileUrl, branch: branch), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task KeepsNamesAndLinkTargets_ThatAreNotUtf8()
    {
        var repository = CreateRepository();
        var (file, link) = (repository.CreateBlob("contents"u8.ToArray()).Id, repository.CreateBlob([0xfe, (byte)'/', 0xc3]).Id);
        var longest = Enumerable.Repeat((byte)0xff, 255).ToArray();
        var inner = repository.CreateRawTree(("100644", [(byte)'a', 0xff], file), ("100644", "\ufffd"u8.ToArray(), file));
        repository.Commit("master", repository.CreateRawTree(
            ("100644", "plain"u8.ToArray(), file),
            ("40000", [0xc3], inner.Id),
            ("120000", [0xfe], link),
            ("100644", [0xff, (byte)'1'], file),
            ("100644", [0xff, (byte)'2'], file),
            ("100644", longest, file)));

        var (directory, _) = await FetchAsync(repository.FileUrl);

        using var root = DirectoryHandle.OpenHost(directory);
        Assert.Equal(
            ["plain", "\udcc3", "\udcfe", "\udcff1", "\udcff2", FileName.Decode(longest)],
            root.ReadEntries().Order(FileName.BytewiseComparer));
        Assert.Equal("\udcfe/\udcc3", root.ReadSymbolicLink("\udcfe"));
        using var below = root.OpenDirectory("\udcc3");
        Assert.Equal(["a\udcff", "\ufffd"], below.ReadEntries().Order(FileName.BytewiseComparer));
    }

    [Fact]
    public async Task Follows_LinkToANameThatIsNotUtf8()
    {
        var repository = CreateRepository();
        var manifest = repository.CreateRawTree(("100644", "manifest"u8.ToArray(), repository.CreateBlob("{}"u8.ToArray()).Id));
        var above = repository.CreateRawTree(("40000", "m"u8.ToArray(), manifest.Id));
        repository.Commit("master", repository.CreateRawTree(
            ("120000", "link"u8.ToArray(), repository.CreateBlob([0xff, (byte)'/', (byte)'m']).Id),
            ("120000", "none"u8.ToArray(), repository.CreateBlob([0xfd]).Id),
            ("40000", [0xfe], manifest.Id),
            ("40000", [0xff], above.Id)));

        var (directory, _) = await FetchAsync(repository.FileUrl, "link");

        Assert.Equal(["manifest"], Directory.GetFileSystemEntries(directory).Select(Path.GetFileName));
        Assert.Contains("Checked out /\\xff/m of", Log, StringComparison.Ordinal);
        Assert.Contains("\"\\xfd\" does not exist", await FailAsync(
            ManifestFetchError.UnknownDirectory, repository.FileUrl, "none"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_DirectoryThatComesThroughALinkOfTheSameName()
    {
        var repository = CreateRepository();
        var outside = Path.Combine(WorkDirectory, "outside");
        Directory.CreateDirectory(outside);
        var inner = repository.CreateRawTree(("100644", "x"u8.ToArray(), repository.CreateBlob([]).Id));
        repository.Commit("master", repository.CreateRawTree(
            ("120000", "d"u8.ToArray(), repository.CreateBlob(Encoding.UTF8.GetBytes(outside)).Id),
            ("40000", "d"u8.ToArray(), inner.Id)));

        Assert.Contains("occurs twice", await FailAsync(
            ManifestFetchError.BadContents, repository.FileUrl), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("LONG")]
    public async Task Refuses_LinksToImpossibleNames(string destination)
    {
        var repository = CreateRepository();
        var text = destination == "LONG" ? new string('x', 4096) : destination;
        repository.Commit("master", repository.CreateRawTree(
            ("120000", "link"u8.ToArray(), repository.CreateBlob(Encoding.Latin1.GetBytes(text)).Id)));

        Assert.Contains("\"link\" is a symbolic link", await FailAsync(
            ManifestFetchError.BadContents, repository.FileUrl), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ManifestThatTakesTooMuch_BeforeItIsWritten()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("big", new string('x', 300_000)), ("small/file", "x"));
        Settings["maximumManifestBytes"] = "256KiB";

        Assert.Contains("256 KiB", await FailAsync(ManifestFetchError.TooLarge, repository.HttpUrl), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(WorkDirectory, "big", SearchOption.AllDirectories));
        await FetchAsync(repository.HttpUrl, "small");
    }

    [Fact]
    public async Task Refuses_TreeThatUnfoldsToBillionsOfEmptyFiles()
    {
        var repository = CreateRepository();
        var (mode, id) = ("100644", repository.CreateBlob([]).Id);
        for (var level = 0; level < 10; level++)
        {
            var entries = Enumerable.Range(0, 10).Select(number => (mode, Encoding.ASCII.GetBytes($"n{number}"), id)).ToArray();
            (mode, id) = ("40000", repository.CreateRawTree(entries).Id);
        }

        repository.Commit("master", repository.Repository.Lookup<Tree>(id));
        Settings["maximumManifestBytes"] = "1MiB";

        await FailAsync(ManifestFetchError.TooLarge, repository.FileUrl);
    }

    [Theory]
    [InlineData("ddd", 257, "is nested in more than 256 directories")]
    [InlineData("ddd", 1000, "is nested in more than 256 directories")]
    [InlineData("dddddddddddddddddddd", 200, "the path has more than")]
    public async Task Refuses_TreeThatIsDeeperThanAnyPath(string name, int levels, string expected)
    {
        var repository = CreateRepository();
        var tree = repository.CreateRawTree(("100644", "x"u8.ToArray(), repository.CreateBlob([]).Id));
        for (var level = 0; level < levels; level++)
        {
            tree = repository.CreateRawTree(("40000", Encoding.ASCII.GetBytes(name), tree.Id));
        }

        repository.Commit("master", tree);

        Assert.Contains(expected, await FailAsync(
            ManifestFetchError.BadContents, repository.FileUrl), StringComparison.Ordinal);
    }
}
