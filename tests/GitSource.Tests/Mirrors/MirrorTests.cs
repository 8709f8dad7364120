using System.Diagnostics;
using System.Security.Cryptography;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Mirrors;

public sealed class MirrorTests : GitTest
{
    public MirrorTests(GitServers servers) : base(servers)
    {
        Settings["sshIdentityFile"] = servers.IdentityFile;
        Settings["sshKnownHostsFile"] = servers.KnownHostsFile;
    }

    [Theory]
    [InlineData("http")]
    [InlineData("ssh")]
    [InlineData("git")]
    [InlineData("file")]
    public async Task NextFetch_MovesOnlyWhatIsNew(string scheme)
    {
        var repository = CreateRepository();
        repository.Commit("master", [.. Enumerable.Range(0, 100).Select(number => ($"d{number % 10}/f{number}", $"{number}"))]);
        var url = UrlOf(repository, scheme);
        await FetchAsync(url);
        repository.Commit("master", ("d3/f3", "changed"));

        var (directory, _) = await FetchAsync(url);
        await FetchAsync(url);

        // All of it; a commit, two trees and a file; nothing.
        Assert.Equal([112, 4], ReceivedObjects);
        Assert.Equal("changed", await File.ReadAllTextAsync(Path.Combine(directory, "d3/f3"), Cancel));
        Assert.Equal("99", await File.ReadAllTextAsync(Path.Combine(directory, "d9/f99"), Cancel));
    }

    [Theory]
    [InlineData("http", 3)]
    [InlineData("ssh", 3)]
    [InlineData("git", 3)]
    [InlineData("file", 60)]
    public async Task FirstFetch_LeavesTheHistoryBehind_WhereTheTransportCan(string scheme, int expected)
    {
        var repository = CreateRepository();
        for (var number = 0; number < 20; number++)
        {
            repository.Commit("master", ("file", $"{number}"));
        }

        await FetchAsync(UrlOf(repository, scheme));

        Assert.Equal([expected], ReceivedObjects);
    }

    [Fact]
    public async Task NextFetch_FollowsABranchThatWasRewritten()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("file", "old"));
        await FetchAsync(repository.HttpUrl);
        repository.Repository.Refs.Remove("refs/heads/master");
        var commit = repository.Commit("master", ("file", "new"));

        var (_, revision) = await FetchAsync(repository.HttpUrl);

        Assert.Equal(commit.Sha, revision.CommitId);
    }

    [Fact]
    public async Task NextFetch_CopesWithABranchThatBecameADirectory()
    {
        var repository = CreateRepository();
        repository.Commit("feature", ("file", "old"));
        await FetchAsync(repository.HttpUrl, branch: "feature");
        repository.Repository.Refs.Remove("refs/heads/feature");
        repository.Commit("feature/x", ("file", "new"));

        var (directory, _) = await FetchAsync(repository.HttpUrl, branch: "feature/x");

        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(directory, "file"), Cancel));
    }

    [Fact]
    public async Task RemovesBranchesThatAreInTheWay()
    {
        var repository = CreateRepository();
        foreach (var (gone, name) in new[] { ("none", "a"), ("a", "a/b"), ("a/b", "a") })
        {
            if (gone != "none")
            {
                repository.Repository.Refs.Remove($"refs/heads/{gone}");
            }

            var commit = repository.Commit(name, ("file", $"{gone} became {name}"));
            Assert.Equal(commit.Sha, (await FetchAsync(repository.HttpUrl, branch: name)).Revision.CommitId);
        }

        Assert.DoesNotContain("damaged", Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData(".lock", true)]
    [InlineData(".unfinished", true)]
    public async Task Replaces_WhatIsInTheWayOfTheMirror(string suffix, bool isLink)
    {
        var repository = CreateSimpleRepository();
        await FetchAsync(repository.HttpUrl);
        var mirror = Assert.Single(Directory.GetDirectories(CacheDirectory));
        Directory.Delete(mirror, recursive: true);
        File.Delete(mirror + suffix);
        if (isLink)
        {
            File.CreateSymbolicLink(mirror + suffix, "/no/where");
        }
        else
        {
            await File.WriteAllTextAsync(mirror + suffix, "a file", Cancel);
        }

        var (directory, _) = await FetchAsync(repository.HttpUrl, "base");

        Assert.True(File.Exists(Path.Combine(directory, "manifest")));
        Assert.True(Directory.Exists(mirror));
    }

    [Theory]
    [InlineData(".lock")]
    [InlineData(".unfinished")]
    public async Task Replaces_DirectoryInTheWayOfAFile(string suffix)
    {
        var repository = CreateSimpleRepository();
        await FetchAsync(repository.HttpUrl);
        var mirror = Assert.Single(Directory.GetDirectories(CacheDirectory));
        File.Delete(mirror + suffix);
        Directory.CreateDirectory(mirror + suffix + "/x");
        repository.Commit("master", ("base/manifest", "new"));

        var (directory, _) = await FetchAsync(repository.HttpUrl, "base");

        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(directory, "manifest"), Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".lock")]
    [InlineData(".unfinished")]
    public async Task Replaces_FifoInTheWay_WithoutWaitingForItsReader(string suffix)
    {
        var repository = CreateSimpleRepository();
        await FetchAsync(repository.HttpUrl);
        var mirror = Assert.Single(Directory.GetDirectories(CacheDirectory));
        Directory.Delete(mirror, recursive: true);
        File.Delete(mirror + suffix);
        using (var parent = DirectoryHandle.OpenHost(CacheDirectory))
        {
            parent.MakeNode(Path.GetFileName(mirror) + suffix, (uint)FileType.Fifo | 0x180, 0);
        }

        var (directory, _) = await FetchAsync(repository.HttpUrl, "base");

        Assert.True(File.Exists(Path.Combine(directory, "manifest")));
    }

    [Fact]
    public async Task Names_WhatIsInTheWayOfTheCache()
    {
        await File.WriteAllTextAsync(CacheDirectory, "a file", Cancel);

        var message = await FailAsync(ManifestFetchError.Unreachable, CreateSimpleRepository().HttpUrl);

        Assert.Contains(CacheDirectory, message, StringComparison.Ordinal);
        Assert.Contains("remove the file with this path", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IsSafe_UnderEightFetchesAtOnce()
    {
        var repository = CreateRepository();
        var commit = repository.Commit("master", [.. Enumerable.Range(0, 50).Select(number => ($"f{number}", $"{number}"))]);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FetchAsync(repository.HttpUrl)));

        Assert.All(results, result =>
        {
            Assert.Equal(commit.Sha, result.Revision.CommitId);
            Assert.Equal(50, Directory.GetFiles(result.Directory).Length);
        });
        Assert.Equal([52], ReceivedObjects);
    }

    [Fact]
    public async Task WaitsForAFetchOfAnotherProcess()
    {
        var repository = CreateSimpleRepository();
        await FetchAsync(repository.HttpUrl);
        var lockFile = Assert.Single(Directory.GetFiles(CacheDirectory, "*.lock"));
        using var other = Process.Start(new ProcessStartInfo("/usr/bin/flock", [lockFile, "cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await other.StandardInput.WriteLineAsync("locked");
        await other.StandardInput.FlushAsync(Cancel);
        Assert.Equal("locked", await other.StandardOutput.ReadLineAsync(Cancel));

        var fetch = FetchAsync(repository.HttpUrl);
        while (!Log.Contains("Waiting for another fetch", StringComparison.Ordinal))
        {
            Assert.False(fetch.IsCompleted);
            await Task.Delay(5, Cancel);
        }

        other.StandardInput.Close();
        await fetch;
        await other.WaitForExitAsync(Cancel);
    }

    [Theory]
    [InlineData("pack is gone")]
    [InlineData("pack is cut")]
    [InlineData("pack is garbage")]
    [InlineData("index is garbage")]
    [InlineData("HEAD is gone")]
    [InlineData("configuration is garbage")]
    [InlineData("objects are gone")]
    [InlineData("everything is gone")]
    [InlineData("a fetch died")]
    public async Task DamagedMirror_IsMadeAnew(string damage)
    {
        var repository = CreateRepository();
        repository.Commit("master", [.. Enumerable.Range(0, 20).Select(number => ($"f{number}", RandomText()))]);
        await FetchAsync(repository.HttpUrl);
        var mirror = Assert.Single(Directory.GetDirectories(CacheDirectory));
        Damage(mirror, damage);

        var (directory, _) = await FetchAsync(repository.HttpUrl);

        Assert.Equal(20, Directory.GetFiles(directory).Length);
        Assert.Equal([22, 22], ReceivedObjects);
        await FetchAsync(repository.HttpUrl);
        Assert.Equal(2, ReceivedObjects.Count);
    }

    [Fact]
    public async Task DamagedMirror_IsMadeAnew_ThoughThereIsSomethingNewToFetch()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("file", "old"));
        await FetchAsync(repository.HttpUrl);
        Damage(Assert.Single(Directory.GetDirectories(CacheDirectory)), "pack is garbage");
        repository.Commit("master", ("file", "new"));

        var (directory, _) = await FetchAsync(repository.HttpUrl);

        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(directory, "file"), Cancel));
    }

    [Fact]
    public async Task Mirror_IsMadeAnew_BeforeItHasManyPacks()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("file", "x"));
        await FetchAsync(repository.DaemonUrl);
        var pack = Assert.Single(Directory.GetFiles(CacheDirectory, "*.pack", SearchOption.AllDirectories));
        for (var number = 0; number < 50; number++)
        {
            await File.WriteAllBytesAsync(Path.Combine(Path.GetDirectoryName(pack)!, $"pack-{number}.pack"), [], Cancel);
        }

        await FetchAsync(repository.DaemonUrl);

        Assert.Equal([3, 3], ReceivedObjects);
        Assert.Single(Directory.GetFiles(CacheDirectory, "*.pack", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Mirrors_AreForNobodyElse()
    {
        await FetchAsync(CreateSimpleRepository().HttpUrl);

        Assert.Equal(Convert.ToInt32("700", 8), (int)File.GetUnixFileMode(CacheDirectory));
        Assert.Equal(Convert.ToInt32("700", 8),
            (int)File.GetUnixFileMode(Assert.Single(Directory.GetDirectories(CacheDirectory))));
    }

    [Fact]
    public async Task LeavesNothing_WhereNothingCanBeKept()
    {
        var target = Directory.CreateDirectory(Path.Combine(WorkDirectory, "target")).FullName;
        var request = new ManifestRequest
        {
            Url = CreateSimpleRepository().HttpUrl,
            DisplayUrl = "$GIT_URL",
            Directory = "base",
            TargetDirectory = target,
        };

        await CreateSource().FetchAsync(request, new RecordingBuildLog(), Cancel);

        Assert.Equal(["manifest"], Directory.GetFileSystemEntries(target).Select(Path.GetFileName));
        Assert.Equal([target], Directory.GetFileSystemEntries(WorkDirectory));
    }

    private static string UrlOf(ServedRepository repository, string scheme) => scheme switch
    {
        "http" => repository.HttpUrl,
        "ssh" => repository.SshUrl,
        "git" => repository.DaemonUrl,
        _ => repository.FileUrl,
    };

    private static string RandomText() => Convert.ToHexString(RandomNumberGenerator.GetBytes(200));

    private static void Damage(string mirror, string damage)
    {
        var packs = Path.Combine(mirror, "objects", "pack");
        switch (damage)
        {
            case "pack is gone":
                File.Delete(Directory.GetFiles(packs, "*.pack").Single());
                break;
            case "pack is cut":
                Rewrite(Directory.GetFiles(packs, "*.pack").Single(), bytes => bytes[..(bytes.Length / 2)]);
                break;
            case "pack is garbage":
                // The signature and the checksums at both ends stay: only the objects tell.
                Rewrite(Directory.GetFiles(packs, "*.pack").Single(), bytes =>
                {
                    bytes.AsSpan(12, bytes.Length - 32).Fill(0x5a);
                    return bytes;
                });
                break;
            case "index is garbage":
                Rewrite(Directory.GetFiles(packs, "*.idx").Single(), bytes => [.. bytes.Reverse()]);
                break;
            case "HEAD is gone":
                File.Delete(Path.Combine(mirror, "HEAD"));
                break;
            case "configuration is garbage":
                File.WriteAllText(Path.Combine(mirror, "config"), "[[[\0");
                break;
            case "objects are gone":
                Directory.Delete(Path.Combine(mirror, "objects"), recursive: true);
                break;
            case "everything is gone":
                Directory.Delete(mirror, recursive: true);
                break;
            case "a fetch died":
                File.WriteAllText(mirror + ".unfinished", "");
                File.WriteAllText(Path.Combine(mirror, "refs", "heads", "master.lock"), "");
                File.WriteAllText(Path.Combine(packs, "pack_git2_leftover"), "half of it");
                break;
            default:
                throw new ArgumentException(damage, nameof(damage));
        }
    }

    private static void Rewrite(string file, Func<byte[], byte[]> change)
    {
        var changed = change(File.ReadAllBytes(file));

        // libgit2 makes them read-only, and may have them mapped: a new file, not new bytes in the old one.
        File.Delete(file);
        File.WriteAllBytes(file, changed);
    }
}
