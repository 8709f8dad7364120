using System.Text;
using Imaginator.Host.Dependencies;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;

namespace Imaginator.Host.Tests.Dependencies;

public sealed class DependencyFinderTests
{
    private const string Base = """
        "BootstrapStreams": {"base": {"BootstrapCommand": ["true"], "PackagerType": "deb"} },
        """;

    [Fact]
    public async Task Finds_SourcesOnTheDefaultBranch()
    {
        await using var site = await DependencySite.StartAsync("""
            {
              "Streams": {
                "os": {"ManifestUrl": "dir:///all", "ManifestDirectory": "/os/"},
                "web": {"ManifestUrl": "dir:///all", "ManifestDirectory": "$DIR", "Variables": {"DIR": "web/x", "PARENT": "os"} },
                "top": {"ManifestUrl": "dir:///top"},
                "base": {"ManifestUrl": "dir:///never"},
                "orphan": {"ManifestUrl": "dir:///orphan"}
              }
            }
            """, Base);
        site.Manifests.Put("dir:///all", "base", "os");
        site.Manifests.Put("dir:///all", "${PARENT}", "web/x");
        site.Manifests.PutFile("dir:///all", "os/files/etc/large", "not wanted");
        site.Manifests.Put("dir:///top", "web");
        site.Manifests.Put("dir:///orphan", "no/where");

        var report = await site.FindAsync();

        Assert.Equal(
            ["orphan <- no/where", "os <- base", "top <- web", "web <- os"],
            report.StreamToSource.Select(pair => $"{pair.Key} <- {pair.Value}"));
        Assert.Equal(["no/where"], report.UnbuildableSources);
        Assert.Equal(["dir:///all", "dir:///orphan", "dir:///top"], site.Manifests.Requests.Select(request => request.Url).Order());
        Assert.All(site.Manifests.Requests, request =>
        {
            Assert.Null(request.GitBranch);
            Assert.Equal(site.Files.PathOf("mirrors"), request.CacheDirectory);
            Assert.NotEmpty(request.OnlyFiles);
        });
        Assert.Equal(site.Files.Time.GetUtcNow(), report.GeneratedAt);
        Assert.Equal(report.GeneratedAt, report.LastAttemptAt);
        Assert.Equal("", report.LastAttemptError);
        Assert.Equal(
            "Fetched dir:///all\nFetched dir:///orphan\nFetched dir:///top\nCumulative fetch time: 0s\nGenerated dependencies in: 0s\n",
            LogOf(report));
        Assert.False(Directory.Exists(site.Files.PathOf("work")));
    }

    [Fact]
    public async Task Reports_ServerThatNeverEnds_AndFindsTheOtherSources()
    {
        await using var site = await DependencySite.StartAsync("""
            {
              "Streams": {
                "hostile": {"ManifestUrl": "dir:///hostile"},
                "os": {"ManifestUrl": "dir:///os"}
              }
            }
            """, Base);
        site.Manifests.Put("dir:///os", "base");
        site.Manifests.Before = (request, token) =>
            request.Url == "dir:///hostile" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;

        var finding = site.FindAsync();
        var other = new FileInfo(site.Files.PathOf("work/1/manifest"));
        await Wait.UntilAsync(() =>
        {
            other.Refresh();
            return site.Manifests.Requests.Count == 2 && other is { Exists: true, Length: > 0 };
        });
        site.Files.Time.Advance(TimeSpan.FromMinutes(4));

        var report = await finding;
        Assert.Equal(["os <- base"], report.StreamToSource.Select(pair => $"{pair.Key} <- {pair.Value}"));
        Assert.Contains(
            "hostile: cannot fetch dir:///hostile: the fetch did not end within 3m, the limit", report.LastAttemptError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follows_StreamsOfPatterns()
    {
        await using var site = await DependencySite.StartAsync("""
            {
              "Streams": {"web": {"ManifestUrl": "dir:///web"} },
              "StreamPatterns": {
                "os/.*": {"ManifestUrl": "dir:///$IMAGE_STREAM_LEAF_NAME"},
                ".*/both": {"ManifestUrl": "dir:///x"},
                "loop.*": {"ManifestUrl": "dir:///loop"}
              }
            }
            """, Base);
        site.Manifests.Put("dir:///web", "os/one");
        site.Manifests.Put("dir:///one", "os/two");
        site.Manifests.Put("dir:///two", "os/both");

        var report = await site.FindAsync();

        Assert.Equal(
            ["os/one <- os/two", "os/two <- os/both", "web <- os/one"],
            report.StreamToSource.Select(pair => $"{pair.Key} <- {pair.Value}"));
        Assert.Equal(["os/one", "os/two"], report.PatternStreams);
        Assert.Equal(["os/both"], report.UnbuildableSources);
    }

    [Fact]
    public async Task Ends_WhereStreamsOfAPatternBuildOnOthersForEver()
    {
        await using var site = await DependencySite.StartAsync("""
            {
              "Streams": {"web": {"ManifestUrl": "dir:///loop"} },
              "StreamPatterns": {"web/.*": {"ManifestUrl": "dir:///loop"} }
            }
            """);
        site.Manifests.Put("dir:///loop", "$IMAGE_STREAM/x");

        Assert.Equal(33, (await site.FindAsync()).StreamToSource.Count);
    }

    [Fact]
    public async Task Follows_LinkToTheManifest()
    {
        await using var site = await DependencySite.StartAsync("""
            {"Streams": {"web": {"ManifestUrl": "dir:///all", "ManifestDirectory": "web"} } }
            """);
        site.Manifests.PutFile("dir:///all", "web/manifest", "-> real");
        site.Manifests.PutFile("dir:///all", "web/real", """{"SourceImage": "base"}""");

        Assert.Equal("base", (await site.FindAsync()).StreamToSource["web"]);
    }

    [Fact]
    public async Task NamesThatAreNoText_AreInNobodysWay()
    {
        await using var site = await DependencySite.StartAsync("""{"Streams": {"web": {"ManifestUrl": "dir:///web"} } }""");
        site.Manifests.Put("dir:///web", "base");
        site.Manifests.Before = (request, _) =>
        {
            using var target = DirectoryHandle.OpenHost(request.TargetDirectory);
            target.MakeDirectory("d\uDCFF", 0x1ED);
            using var directory = target.OpenDirectory("d\uDCFF");
            directory.CreateFile("f\uDCFE", 0x1A4).Dispose();
            return Task.CompletedTask;
        };

        Assert.Equal("", (await site.FindAsync()).LastAttemptError);
        Assert.Equal("", (await site.FindAsync()).LastAttemptError);
        Assert.False(Directory.Exists(site.Files.PathOf("work")));
    }

    [Fact]
    public async Task Keeps_WhatWasKnownOfManifestsThatCannotBeRead()
    {
        await using var site = await DependencySite.StartAsync("""
            {
              "Streams": {
                "bad": {"ManifestUrl": "dir:///bad"},
                "gone": {"ManifestUrl": "dir:///gone"},
                "new": {"ManifestUrl": "dir:///new"},
                "other": {"ManifestUrl": "svn://$HOST/x"}
              }
            }
            """.Replace("svn:", "dir:", StringComparison.Ordinal));
        site.Manifests.Put("dir:///bad", "os");
        site.Manifests.Put("dir:///gone", "os");
        var before = await site.FindAsync();
        Assert.Equal(2, before.StreamToSource.Count);
        site.Files.Time.Advance(TimeSpan.FromHours(1));

        site.Manifests.Put("dir:///new", "os");
        site.Manifests.PutFile("dir:///bad", "manifest", "{\"SourceImage\": 7}");
        site.Manifests.Before = (request, _) => request.Url == "dir:///gone"
            ? throw new InvalidOperationException("mistake of a plugin.") : Task.CompletedTask;
        var report = await site.FindAsync(before);

        Assert.Equal(["bad", "gone", "new"], report.StreamToSource.Keys);
        Assert.Equal(site.Files.Time.GetUtcNow(), report.GeneratedAt);
        Assert.Equal(
            "3 of 4 manifests cannot be read: "
            + "bad: unusable manifest: manifest:1: $.SourceImage: error: a string is expected here, not a number; "
            + "gone: InvalidOperationException: mistake of a plugin; other: file manifest not found",
            report.LastAttemptError);
    }

    [Fact]
    public async Task Keeps_EverythingWhereNoManifestCanBeRead()
    {
        await using var site = await DependencySite.StartAsync(
            """{"Streams": {"a": {"ManifestUrl": "dir:///$TOKEN"} } }""", variables: "TOKEN=hunter22");
        site.Manifests.Put("dir:///hunter22", "os");
        var before = await site.FindAsync();
        site.Files.Time.Advance(TimeSpan.FromHours(1));

        site.Manifests.Before = (request, _) => throw new ManifestFetchException(
            ManifestFetchError.Unreachable, $"{request.Url} does not answer");
        var report = await site.FindAsync(before);

        Assert.Equal(before.StreamToSource, report.StreamToSource);
        Assert.Equal(before.GeneratedAt, report.GeneratedAt);
        Assert.Equal(site.Files.Time.GetUtcNow(), report.LastAttemptAt);
        Assert.Equal("1 of 1 manifests cannot be read: a: dir:///*** does not answer", report.LastAttemptError);
        Assert.StartsWith("a: dir:///*** does not answer\nCumulative fetch time: ", LogOf(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_SecretsFromThoseWhoWriteManifests()
    {
        await using var site = await DependencySite.StartAsync(
            """{"Streams": {"a": {"ManifestUrl": "dir:///$TOKEN"} } }""", variables: "TOKEN=hunter22");
        site.Manifests.Put("dir:///hunter22", "got/$TOKEN");

        Assert.Equal("got/", (await site.FindAsync()).StreamToSource["a"]);
    }

    [Fact]
    public async Task Shows_TheFirstOfManyErrors()
    {
        var streams = string.Join(",", Enumerable.Range(0, 9).Select(i => $$"""
            "s{{i}}": {"ManifestUrl": "dir:///{{i}}"}
            """));
        await using var site = await DependencySite.StartAsync($$"""{"Streams": { {{streams}} } }""");

        var report = await site.FindAsync();

        Assert.StartsWith("9 of 9 manifests cannot be read: s0: file manifest not found; s1: ", report.LastAttemptError, StringComparison.Ordinal);
        Assert.EndsWith("s4: file manifest not found; and 4 more", report.LastAttemptError, StringComparison.Ordinal);
        Assert.Null(report.GeneratedAt);
        Assert.Equal(11, LogOf(report).Split('\n').Count(line => !line.StartsWith("Fetched", StringComparison.Ordinal) && line.Length > 0));
    }

    private static string LogOf(DependencySnapshot dependencies) => Encoding.UTF8.GetString(dependencies.FetchLog.Span);
}
