using System.Globalization;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>
/// kill -9 in the middle of publishing, at moments that are chosen exactly: into the embedded store at a system call (by
/// strace), to a server at a call (by a proxy). There is one complete image then, or none; nothing is left behind; and the
/// next build succeeds. <c>./test.sh --long interruptions</c> tries all moments.
/// </summary>
public sealed class PublishInterruptionTests : IDisposable
{
    private const int FileCount = 200;
    private const string Stream = "users/published";

    private readonly BuildSite _site = new();

    public PublishInterruptionTests()
    {
        _site.Stream(
            Stream, "base", [.. Enumerable.Range(0, FileCount).Select(i => ($"files/etc/file{i}", i.ToString(CultureInfo.InvariantCulture)))]);
        _site.Main("Plugins", new { ImageServer = new { retryTimeout = "2s" } });
    }

    private string Elsewhere => Path.Combine(_site.Root, "elsewhere");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    /// <summary>How many of the new objects have their names, and how many images there are.</summary>
    [Theory]
    [InlineData("contents are not on the disk yet", "fsync", 1, "", Part.None, 0, Explicit = true)]
    [InlineData("some objects have their names", "renameat2", 2, "objects/*", Part.Some, 0)]
    [InlineData("all objects have their names", "unlinkat", 1, "images", Part.All, 0, Explicit = true)]
    [InlineData("directories and image are being written", "pwrite64", 4, "catalogue.db-wal", Part.All, 0, Explicit = true)]
    [InlineData("the image is written, and not on the disk yet", "fsync", 2, "catalogue.db-wal", Part.All, 1)]
    [InlineData("the image is there, and the build does not know yet", "mkdir", 1, "../inputs", Part.All, 1)]
    public async Task Kill_LeavesOneCompleteImageOrNone(
        string when, string call, int times, string target, Part placed, int images)
    {
        (await _site.BuildAsync("base")).ShouldSucceed();
        var before = Objects(_site.StateDirectory);
        var path = Path.GetFullPath(Path.Combine(_site.StateDirectory, "store", target));
        string[] targets = target.Length == 0 ? [] : path.EndsWith('*') ? Directory.GetDirectories(Path.GetDirectoryName(path)!) : [path];

        var killed = await RunningProgram.RunAsync(
            "strace",
            [
                "-f", "--seccomp-bpf", "-qqq", "-o", "/dev/null", .. targets.SelectMany(name => new[] { "-P", name }), "-e", $"inject={call}:signal=KILL:when={times}",
                "--", Distribution.Imaginator, .. _site.BuildArguments(Stream),
            ]);

        Assert.True(killed.ExitCode == 137, $"{when}: {killed.ExitCode}\n{killed.Error}");
        var range = placed switch
        {
            Part.None => (0, 0),
            Part.Some => (1, FileCount - 1),
            _ => (FileCount, int.MaxValue),
        };
        Assert.InRange(Objects(_site.StateDirectory) - before, range.Item1, range.Item2);
        await AssertImagesAsync(images);

        (await _site.BuildAsync(Stream)).ShouldSucceed();
        Assert.Empty(_site.Leftovers());
        await AssertImagesAsync(images + 1);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("ObjectServer.CheckObjects", false, 0, Explicit = true)]
    [InlineData("ObjectServer.AddObjects", false, 0, Explicit = true)]
    [InlineData("ObjectServer.AddObjects", true, 0)]
    [InlineData("ImageServer.CheckDirectory", false, 0, Explicit = true)]
    [InlineData("ImageServer.CheckDirectory", true, 0, Explicit = true)]
    [InlineData("ImageServer.AddImage", false, 0, Explicit = true)]
    [InlineData("ImageServer.AddImage", true, 1)]
    public async Task Kill_DuringAnUpload_LeavesOneCompleteImageOrNone(string call, bool isAnswered, int images)
    {
        await using (var server = await _site.StartDaemonAsync("-imageServerListen=127.0.0.1:0"))
        {
            await UploadUntilAsync(server, call, isAnswered, images, async (_, build) =>
            {
                build.Kill();
                await build.WaitAsync();
            });
            await AssertImagesAsync(images);
            (await _site.BuildAsync(Stream, There(server.ImageServerPort))).ShouldSucceed();
        }

        Assert.Empty(Directory.GetDirectories(Path.Combine(Elsewhere, "builds")));
        Assert.Empty(_site.Leftovers());
        await AssertImagesAsync(images + 1);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("ObjectServer.AddObjects", 0)]
    [InlineData("ImageServer.AddImage", 1)]
    public async Task KillOfTheServer_DuringAnUpload_LeavesOneCompleteImageOrNone(string call, int images)
    {
        await using (var server = await _site.StartDaemonAsync("-imageServerListen=127.0.0.1:0"))
        {
            await UploadUntilAsync(server, call, isAnswered: true, images, async (port, build) =>
            {
                server.Kill();
                await server.WaitAsync();
                (await build.WaitAsync()).ShouldFail(1, $"127.0.0.1:{port}");
            });
        }

        await using (var next = await _site.StartDaemonAsync("-imageServerListen=127.0.0.1:0"))
        {
            await AssertImagesAsync(images);
            (await _site.BuildAsync(Stream, There(next.ImageServerPort))).ShouldSucceed();
        }

        Assert.Empty(_site.Leftovers());
        await AssertImagesAsync(images + 1);
        await AssertNothingIsLeftAsync();
    }

    /// <summary>Builds until a call of the upload is made, or has been done and is not answered; then does something.</summary>
    private async Task UploadUntilAsync(
        SiteDaemon server, string call, bool isAnswered, int images, Func<int, RunningProgram, Task> then)
    {
        (await _site.BuildAsync("base", There(server.ImageServerPort))).ShouldSucceed();
        await using var proxy = new HoldingProxy(server.ImageServerPort, call, isAnswered);
        using var build = _site.StartBuild(Stream, There(proxy.Port));
        await proxy.Held.WaitAsync(Cancelled);
        await Wait.UntilAsync(async () => (await ImagesAsync()).Length == images);

        await then(proxy.Port, build);
    }

    private string[] There(int port) =>
        ["-imageServerHostname=127.0.0.1", $"-imageServerPortNum={port}", $"-stateDir={Elsewhere}"];

    private async Task<string[]> ImagesAsync() =>
    [
        .. (await _site.ToolAsync("list-images")).ShouldSucceed().Output.Split('\n')
            .Where(line => line.StartsWith(Stream + "/", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]),
    ];

    /// <summary>So many images are listed, and each is complete.</summary>
    private async Task AssertImagesAsync(int count)
    {
        var images = await ImagesAsync();
        Assert.Equal(count, images.Length);
        foreach (var image in images)
        {
            Assert.Equal("199", await _site.ReadAsync(image, "etc/file199"));
            Assert.Equal(FileCount, Directory.GetFiles(Path.Combine(_site.Root, "unpacked", image.Replace('/', '-'), "etc"), "file*").Length);
        }
    }

    private async Task AssertNothingIsLeftAsync()
    {
        (await _site.ToolAsync("fsck-store", "-repair")).ShouldSucceed();
        (await _site.ToolAsync("fsck-store")).ShouldSucceed();
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_site.StateDirectory, "store/incoming")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_site.StateDirectory, "store/leases")));
    }

    private static int Objects(string stateDirectory) =>
        Directory.EnumerateFiles(Path.Combine(stateDirectory, "store/objects"), "*", SearchOption.AllDirectories).Count();

    /// <summary>How much of something.</summary>
    public enum Part
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>Neither nothing nor everything.</summary>
        Some,

        /// <summary>Everything.</summary>
        All,
    }
}
