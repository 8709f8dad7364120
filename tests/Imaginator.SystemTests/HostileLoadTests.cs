using Imaginator.Plugins.GitSource.Tests.Servers;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Hostile git servers and hostile trees at the same time, through one daemon.</summary>
public sealed class HostileLoadTests
{
    // A shell takes minutes for it.
    private const string NestedDirectories = """
        #include <stdlib.h>
        #include <sys/stat.h>
        #include <unistd.h>
        int main(int argc, char **argv)
        {
            for (int i = atoi(argv[1]); i > 0; i--)
                if (mkdir(argv[2], 0755) != 0 || chdir(argv[2]) != 0)
                    return argc;
            return 0;
        }
        """;

    private static readonly (string Stream, string Script, string Error)[] Trees =
    [
        ("long-names", "nest 4500 $(printf '%0255d' 0)", "path"),
        ("deep", "nest 30000 d", "path"),
        ("huge", "truncate -s 20G /huge", "limit ImageSize"),
        ("many", "mkdir /many && cd /many && seq 60000 | xargs touch", "limit ImageFiles"),
        ("greedy", "awk 'BEGIN { s = \"x\"; while (1) s = s s }'; exit 1", "out of memory"),
    ];

    [Fact]
    public async Task DaemonStaysSmall_AndServesOthers()
    {
        using var site = new BuildSite();
        await using var references = new HostileGitServer(_ => Task.CompletedTask, ListForEverAsync);
        await using var deltas = HostileGitServer.WithPack(DeltaBomb());
        site.ManifestUrl("references", references.Url);
        site.ManifestUrl("deltas", deltas.Url);
        site.Stream("modest", "base", ("scripts/make", "#!/bin/sh\ndate >/made\n"));
        foreach (var (stream, script, _) in Trees)
        {
            site.Stream(stream, "base", ("scripts/make", $"#!/bin/sh\ncd /\n{script}\n"));
            await CompileAsync(site, stream);
        }

        site.StreamField("many", "Limits", new { ImageFiles = 50_000 });
        site.StreamField("greedy", "Limits", new { Memory = "256MiB" });
        await using var daemon = await site.StartDaemonAsync("-maximumConcurrentBuilds=10");
        (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();

        var hostile = Trees.Select(tree => (tree.Stream, tree.Error))
            .Concat([("references", "references"), ("deltas", "deltas")])
            .Select(each => (each.Item1, each.Item2, Build: daemon.ToolAsync("build-image", each.Item1)))
            .ToList();
        for (var i = 0; i < 3; i++)
        {
            (await daemon.ToolAsync("build-image", "modest")).ShouldSucceed();
            Assert.StartsWith("ok", await daemon.PageAsync("/healthz"), StringComparison.Ordinal);
        }

        foreach (var (stream, error, build) in hostile)
        {
            (await build).ShouldFail(1, stream, error);
        }

        Assert.InRange(daemon.PeakMemoryMebibytes, 1, 300);
        Assert.Empty(site.Leftovers());
    }

    private static async Task CompileAsync(BuildSite site, string stream)
    {
        site.File(stream, "nest.c", NestedDirectories);
        var directory = Directory.CreateDirectory(Path.Combine(site.ManifestDirectory(stream), "files/bin"));
        var source = Path.Combine(site.ManifestDirectory(stream), "nest.c");
        (await RunningProgram.RunAsync("gcc", ["-static", "-O1", "-o", Path.Combine(directory.FullName, "nest"), source])).ShouldSucceed();
    }

    private static async Task ListForEverAsync(HostileGitServer.Connection connection)
    {
        await connection.SendAsync(HostileGitServer.Advertisement[..^4]);
        for (var number = 0; ; number += 1000)
        {
            await connection.SendAsync([.. Enumerable.Range(number, 1000)
                .SelectMany(each => HostileGitServer.Line($"{new string('1', 40)} refs/heads/b{each}\n"))]);
        }
    }

    private static byte[] DeltaBomb()
    {
        var pack = new PackWriter().Add(new byte[1024]);
        for (var i = 0; i < 1900; i++)
        {
            pack.AddDelta(pack.Last, 1024, 1024, PackWriter.CopyInstruction(1024));
        }

        return pack.ToArray();
    }
}
