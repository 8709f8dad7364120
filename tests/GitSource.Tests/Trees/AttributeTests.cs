using System.Text;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;
using Imaginator.Plugins.GitSource.Trees.Attributes;

namespace Imaginator.Plugins.GitSource.Tests.Trees;

public sealed class AttributeTests(GitServers servers) : GitTest(servers)
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";

    [Fact]
    public async Task Refuses_LfsPointer_ByName_WhereBuildsReadIt()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("notes/large", Pointer), ("manifest", "{}"));
        await FetchAsync(repository.FileUrl);
        repository.Commit("master", ("files/large", Pointer));

        Assert.Contains("\"files/large\" is a pointer of git LFS", await FailAsync(
            ManifestFetchError.BadContents, repository.FileUrl), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_LfsPointer_WhereAnEntryIsALinkToIt()
    {
        var repository = CreateRepository();
        var pointer = repository.CreateRawTree(("100644", "large"u8.ToArray(), repository.CreateBlob(Encoding.UTF8.GetBytes(Pointer)).Id));
        repository.Commit("master", repository.CreateRawTree(
            ("120000", "files"u8.ToArray(), repository.CreateBlob("shared"u8.ToArray()).Id), ("40000", "shared"u8.ToArray(), pointer.Id)));

        Assert.Contains("\"shared/large\" is a pointer of git LFS", await FailAsync(
            ManifestFetchError.BadContents, repository.FileUrl), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Pointer, true)]
    [InlineData("version https://git-lfs.github.com/spec/v1\r\noid sha256:0\r\nsize 1\r\n", true)]
    [InlineData("version https://git-lfs.github.com/spec/v1\next-0-x sha256:0\noid sha256:0\nsize 1\n", true)]
    [InlineData("version https://hawser.github.com/spec/v1\noid sha256:0\nsize 1\n", true)]
    [InlineData("version http://git-media.io/v/2\noid sha256:0\nsize 1\n", true)]
    [InlineData("version https://git-lfs.github.com/spec/v1", false)]
    [InlineData("version 1\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public void Recognizes_LfsPointers(string contents, bool expected)
    {
        Assert.Equal(expected, ManifestContents.IsLfsPointer(contents.Length, Encoding.UTF8.GetBytes(contents)));
        Assert.False(ManifestContents.IsLfsPointer(ManifestContents.MaximumLfsPointerBytes + 1, Encoding.UTF8.GetBytes(contents)));
    }

    [Fact]
    public async Task Converts_LineEnds_AsTheAttributesSay()
    {
        var repository = CreateRepository();
        repository.Commit(
            "master",
            (".gitattributes", "*.bat eol=crlf\n*.auto text=auto eol=crlf\n/m/files/raw.bat -text\n* export-ignore\n"),
            ("m/files/a.bat", "a\nb\r\n"),
            ("m/files/raw.bat", "a\n"),
            ("m/files/own/.gitattributes", "x.bat eol=lf\n"),
            ("m/files/own/x.bat", "a\n"),
            ("m/files/b.auto", "a\n\0"),
            ("m/files/c.auto", "a\n"),
            ("m/files/d.txt", "a\n"),
            ("m/notes/e.bat", "a\n"));

        var (directory, _) = await FetchAsync(repository.FileUrl, "m");

        foreach (var (path, expected) in new[]
        {
            ("files/a.bat", "a\r\nb\r\n"), ("files/raw.bat", "a\n"), ("files/own/x.bat", "a\n"), ("files/b.auto", "a\n\0"),
            ("files/c.auto", "a\r\n"), ("files/d.txt", "a\n"), ("notes/e.bat", "a\n"),
        })
        {
            Assert.Equal(expected, await File.ReadAllTextAsync(Path.Combine(directory, path), Cancel));
        }
    }

    [Theory]
    [InlineData("*.txt ident", "\"files/x.txt\" has the attribute ident and contains $Id$")]
    [InlineData("*.txt working-tree-encoding=UTF-16", "\"files/x.txt\" has the attribute working-tree-encoding=UTF-16")]
    public async Task Refuses_OtherConversions_ByName(string attributes, string expected)
    {
        var repository = CreateRepository();
        repository.Commit("master", (".gitattributes", attributes + "\n"), ("files/x.txt", "version: $Id$\n"), ("files/y", "$Id$"));

        Assert.Contains(expected, await FailAsync(
            ManifestFetchError.BadContents, repository.FileUrl), StringComparison.Ordinal);
        repository.Commit("master", ("files/.gitattributes", "*.txt -ident !working-tree-encoding\n"));
        await FetchAsync(repository.FileUrl);
    }

    [Theory]
    [InlineData("*.txt", "a/b.txt", true)]
    [InlineData("*.txt", "a/b.txt.gz", false)]
    [InlineData("/*.txt", "a/b.txt", false)]
    [InlineData("/*.txt", "b.txt", true)]
    [InlineData("a/*", "a/b", true)]
    [InlineData("a/*", "a/b/c", false)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("**/c", "a/b/c", true)]
    [InlineData("**/c", "c", true)]
    [InlineData("a/**/c", "a/c", true)]
    [InlineData("[a-c]?", "x/bz", true)]
    [InlineData("[!a-c]?", "bz", false)]
    [InlineData("\\*", "x", false)]
    [InlineData("(+).txt", "(+).txt", true)]
    [InlineData("a/", "a/b", false)]
    [InlineData("[z-a]", "b", false)]
    public void Matches_AsGitDoes(string pattern, string path, bool expected) =>
        Assert.Equal(expected, AttributePattern.TryParse("", pattern)?.Matches(path) ?? false);
}
