using System.Text;
using CsCheck;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;
using Imaginator.Plugins.GitSource.Trees;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Tests.Trees;

public sealed class TreeWriterTests(GitServers servers) : GitTest(servers)
{
    private static readonly string[] Names = ["..", ".", ".git", "a", "b", "link", "../a", "a/b", "/tmp"];

    private static readonly Gen<byte[]> Name = Gen.OneOf(
        Gen.Byte.Array[1, 6],
        Gen.Char["abcdef"].Array[1, 6].Select(letters => Encoding.UTF8.GetBytes(letters)),
        Gen.Int[0, Names.Length - 1].Select(index => Encoding.UTF8.GetBytes(Names[index])));

    [Fact]
    public void WritesInsideTheTarget_OrRefuses_WhateverTheTreeHolds()
    {
        var repository = CreateRepository();
        var outside = Directory.CreateDirectory(Path.Combine(WorkDirectory, "outside"));
        var blob = repository.CreateBlob("contents"u8.ToArray()).Id;
        var link = repository.CreateBlob(Encoding.UTF8.GetBytes(outside.FullName)).Id;
        var leaf = repository.CreateRawTree(("100644", "inner"u8.ToArray(), blob)).Id;
        var (written, refused, number) = (0, 0, 0);
        var entry = Gen.Select(Gen.Int[0, 3], Name.Where(name => !name.Contains((byte)0)), (kind, name) => kind switch
        {
            0 => ("100644", name, blob),
            1 => ("120000", name, link),
            2 => ("40000", name, leaf),
            _ => ("100755", name, blob),
        });

        entry.Array[0, 5].Sample(entries =>
        {
            var target = Directory.CreateDirectory(Path.Combine(WorkDirectory, $"{number++}/target"));
            using var handle = DirectoryHandle.OpenHost(target.FullName);
            try
            {
                var tree = repository.CreateRawTree(entries);
                var size = new TreeWriter(repository.Repository, 1 << 20, "$GIT_URL", Cancel)
                    .Write(tree, tree, "", handle);
                Assert.True(size.Entries >= entries.Length);
                Assert.Equal(entries.Length, handle.ReadEntries().Count);
                written++;
            }
            catch (ManifestFetchException exception)
            {
                Assert.Equal(ManifestFetchError.BadContents, exception.Reason);
                refused++;
            }
            catch (LibGit2SharpException)
            {
                // libgit2 refuses some by itself.
                refused++;
            }

            Assert.Single(target.Parent!.GetFileSystemInfos());
            Assert.Empty(outside.GetFileSystemInfos());
        }, iter: 200, threads: 1);

        Assert.True(written > 20 && refused > 20, $"{written} written, {refused} refused");
    }
}
