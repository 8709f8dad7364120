using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Plugins.DirSource;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Plugins.Tests;

/// <summary>Entries of a manifest that are links to other names of its directory: builds read these names, too.</summary>
public sealed class DirSourceLinkTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public DirSourceLinkTests()
    {
        Directory.CreateDirectory(_root.PathOf("target"));
        _root.Write("source/manifest", "{}");
        _root.Write("source/.git/config", "x");
        _root.Write("source/shared/etc/motd", "old");
        File.CreateSymbolicLink(_root.PathOf("source/files"), "shared");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task CopiesAgain_WhenTheTargetOfAnEntryChanges()
    {
        var changes = 0;
        var log = new CopyLog(() =>
        {
            // The repository of the working tree changes all the time.
            _root.Write("source/.git/config", Guid.NewGuid().ToString());
            if (changes++ == 0)
            {
                _root.Write("source/shared/etc/motd", "and new");
            }
        });

        await FetchAsync(log);

        Assert.Equal(2, changes);
        Assert.Equal("and new", await File.ReadAllTextAsync(_root.PathOf("target/files/etc/motd"), Token));
        Assert.False(Path.Exists(_root.PathOf("target/.git")));
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "\"/shared/etc/odd\" is a pointer of git LFS")]
    [InlineData(null, "\"/shared/etc/odd\" is a FIFO, socket or device")]
    public async Task Rejects_WhatIsWrongInTheTargetOfAnEntry(string? contents, string expected)
    {
        if (contents is null)
        {
            using var parent = DirectoryHandle.OpenHost(_root.PathOf("source/shared/etc"));
            parent.MakeNode("odd", (uint)FileType.Fifo | 0x180, 0);
        }
        else
        {
            _root.Write("source/shared/etc/odd", contents);
        }

        var failure = await Assert.ThrowsAsync<ManifestFetchException>(() => FetchAsync(new TestLog()));

        Assert.Equal(ManifestFetchError.BadContents, failure.Reason);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private Task<ManifestRevision> FetchAsync(IBuildLog log)
    {
        var services = new ServiceCollection();
        new DirSourcePlugin().Register(services, new ConfigurationBuilder().Build());
        var url = $"dir://{_root.PathOf("source")}";
        return services.BuildServiceProvider().GetRequiredService<IManifestSource>().FetchAsync(
            new ManifestRequest { Url = url, DisplayUrl = url, Directory = "", TargetDirectory = _root.PathOf("target") }, log, Token);
    }

    /// <summary>Calls an action between a copy and its check: when the copy is logged.</summary>
    private sealed class CopyLog(Action onCopied) : IBuildLog
    {
        public void Write(ReadOnlySpan<byte> output)
        {
            if (output.StartsWith("Copied"u8))
            {
                onCopied();
            }
        }
    }
}
