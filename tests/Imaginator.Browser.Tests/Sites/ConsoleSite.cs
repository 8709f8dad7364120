using System.Globalization;
using System.Text.Json;
using Imaginator.Browser.Tests.Sites;
using Imaginator.SystemTests.Site;

[assembly: AssemblyFixture(typeof(ConsoleSite))]

namespace Imaginator.Browser.Tests.Sites;

/// <summary>A daemon with streams, builds and images of many kinds, for all tests that only read. It serves its image store.</summary>
public sealed class ConsoleSite : IAsyncLifetime
{
    internal const string Stream = "web/shop";
    internal const string Dependent = "web/shop-de";
    internal const string Failing = "web/failing";
    internal const string NeverBuilt = "web/never";
    internal const string ManyDirectory = "many";

    /// <summary>The streams of <see cref="ManyDirectory"/>: more than a page of the list has.</summary>
    internal const int ManyStreams = 120;

    /// <summary>All streams.</summary>
    internal const int AllStreams = ManyStreams + 5;

    /// <summary>The text of the newest <c>/etc/motd</c> of <see cref="Stream"/>.</summary>
    internal const string NewText = "first line\nsecond line\nnew line\n";

    private const string OldText = "first line\nsecond line\nold line\n";

    private const string FailingScript = """
        #!/bin/sh
        echo 'Preparing the disk'
        printf 'one is \033[32mgood\033[0m and one is \033[1;31mbad\033[0m\n'
        i=0
        while [ $i -lt 60 ]; do echo "step $i"; i=$((i+1)); done
        echo 'mkfs.ext4: error: no such device'
        i=0
        while [ $i -lt 60 ]; do echo "after $i"; i=$((i+1)); done
        exit 3

        """;

    private readonly BuildSite _site = new();
    private SiteDaemon? _daemon;

    /// <summary>The address of the daemon.</summary>
    internal string Home => $"http://127.0.0.1:{_daemon!.Port}";

    /// <summary>The address of the served image store.</summary>
    internal string ImagesHome => $"http://127.0.0.1:{_daemon!.ImageServerPort}";

    /// <summary>The newest image of <see cref="Stream"/>.</summary>
    internal string Image { get; private set; } = "";

    /// <summary>The image before <see cref="Image"/>.</summary>
    internal string Previous { get; private set; } = "";

    /// <summary>The build that made <see cref="Image"/>.</summary>
    internal string Build { get; private set; } = "";

    /// <summary>The build of <see cref="Failing"/>.</summary>
    internal string FailedBuild { get; private set; } = "";

    /// <summary>Starts the daemon, and builds.</summary>
    public async ValueTask InitializeAsync()
    {
        WriteStreams();
        _daemon = await _site.StartDaemonAsync("-imageServerListen=127.0.0.1:0");
        Previous = await BuildAsync(Stream);
        _site.File(Stream, "files/etc/motd", NewText);
        _site.File(Stream, "files/packages", "fresh 1.0\nprobe 2.0 2048\n");
        Image = await BuildAsync(Stream);
        Build = await PageNames.LastBuildAsync(_daemon, Stream);
        await BuildAsync(Dependent);
        (await _daemon.ToolAsync("build-image", Failing)).ShouldFail(1, Failing);
        FailedBuild = await PageNames.LastBuildAsync(_daemon, Failing);

        // The daemon reads the manifests after its start.
        await Wait.UntilAsync(async () =>
            (await _daemon!.PageAsync("/data/graph")).Contains($"\"{Dependent}\"", StringComparison.Ordinal));
    }

    /// <summary>Ends the daemon.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        _site.Dispose();
    }

    /// <summary>Replaces the names in braces of an address.</summary>
    internal string Fill(string address) => PageNames.Fill(
        address,
        ("stream", Stream),
        ("failing", Failing),
        ("image", Image),
        ("previous", Previous),
        ("build", Build),
        ("failed", FailedBuild));

    private void WriteStreams()
    {
        _site.Bootstrap(
            "base", "sh", "-c", $"{BuildSite.BootstrapScript}\ncp /bin/busybox usr/bin/ping\nsetcap cap_net_raw+ep usr/bin/ping", "$dir");
        _site.Main("PackagerTypes", new
        {
            none = new { InstallCommand = new[] { "true" }, ListCommand = new { ArgList = new[] { "sh", "-c", "cat /packages || :" } } },
        });

        // Nothing listens there: the page of notifications has a failed attempt.
        _site.Main("Notifications", new
        {
            Receivers = new
            {
                operators = new { Type = "webhook", Settings = new { url = "http://127.0.0.1:1/", secret = WebhookSecret.Text } },
            },
        });
        _site.Stream(
            Stream,
            "base",
            ("files/etc/motd", OldText),
            ("files/packages", "gone 1.0\nprobe 1.0 1024\n"),
            ("files/usr/share/shop/logo", "\0\u0001\u0002"),
            ("filter", "/var/log/.*[.]log$\n"),
            ("tags.json", JsonSerializer.Serialize(new { Release = "stable" })),
            ("triggers", JsonSerializer.Serialize(new[] { new { MatchLines = new[] { "/etc/motd" }, Service = "shop" } })));
        _site.Stream(Dependent, Stream, ("files/etc/motd", "Willkommen\n"));
        _site.Stream(Failing, "base", ("scripts/10_disk", FailingScript));
        _site.Stream(NeverBuilt, "base");
        for (var i = 0; i < ManyStreams; i++)
        {
            _site.ManifestUrl(
                string.Create(CultureInfo.InvariantCulture, $"{ManyDirectory}/stream-{i:000}"), $"dir://{_site.ManifestDirectory(NeverBuilt)}");
        }
    }

    private async Task<string> BuildAsync(string stream) => (await _daemon!.ToolAsync("build-image", stream)).ShouldSucceed().Result;
}
