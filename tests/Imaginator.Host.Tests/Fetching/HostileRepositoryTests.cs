using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Host.Tests.Fetching;

/// <summary>Hostile git servers, with the plugin for git in a fetcher.</summary>
public sealed class HostileRepositoryTests
{
    private const long SomeMemory = 100 << 20;

    [Fact]
    public async Task EndlessReferences_CostThisProcessNoMemory()
    {
        // Without the limit of the plugin, the limit of the process remains.
        await using var site = new FetchSite(256 << 20, plugin: "GitSource", settings: [("maximumReferences", "2000000000")]);
        await using var server = new HostileGitServer(_ => Task.CompletedTask, async connection =>
        {
            await connection.SendAsync(HostileGitServer.Advertisement[..^4]);
            for (var number = 0; ; number += 1000)
            {
                await connection.SendAsync([.. Enumerable.Range(number, 1000)
                    .SelectMany(each => HostileGitServer.Line($"{new string('1', 40)} refs/heads/b{each}\n"))]);
            }
        });
        var before = Environment.WorkingSet;

        var exception = await site.FailAsync(server.Url);

        Assert.Equal(ManifestFetchError.TooLarge, exception.Reason);
        Assert.Contains("the fetch used more than 256 MiB of memory", exception.Message, StringComparison.Ordinal);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, SomeMemory);
    }

    [Fact]
    public async Task DeltaBomb_FailsWithItsLimit_AndTheNextFetchSucceedsInTheSameProcess()
    {
        await using var site = new FetchSite(plugin: "GitSource");
        var pack = new PackWriter().Add(new byte[1024]);
        for (var i = 0; i < 1900; i++)
        {
            pack.AddDelta(pack.Last, 1024, 1024, PackWriter.CopyInstruction(1024));
        }

        await using var server = HostileGitServer.WithPack(pack.ToArray());

        for (var i = 0; i < 2; i++)
        {
            var exception = await site.FailAsync(server.Url);
            Assert.Contains("127.0.0.1 sends an object with more than 512 deltas", exception.Message, StringComparison.Ordinal);
            Assert.Equal(ManifestFetchError.TooLarge, exception.Reason);
            Assert.Single(site.Pool.IdleProcesses);
        }

        // The mirrors are those of the user without privileges.
        Assert.True(Directory.Exists(site.CacheDirectory + "-unprivileged/mirrors"));
        Assert.False(Directory.Exists(site.CacheDirectory));
    }
}
