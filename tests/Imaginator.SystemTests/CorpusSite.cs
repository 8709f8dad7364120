using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>A site whose streams are the manifests of the corpus, with a daemon that builds them; source images are built once.</summary>
public sealed class CorpusSite : IAsyncLifetime
{
    // Notes down what it is called for, and knows no package called "missing".
    private const string Install =
        "echo install \"$@\" >>/log; for p; do [ $p != missing ] || { echo \"E: Unable to locate package $p\" >&2; exit 100; }; "
        + "echo $p 1.0 10 >>/packages; done";

    public CorpusSite()
    {
        Site.Main("PackagerTypes", new
        {
            none = new
            {
                UpdateCommand = Note("update"),
                UpgradeCommand = Note("upgrade"),
                InstallCommand = new[] { "sh", "-c", Install, "sh" },
                CleanCommand = Note("clean"),
                ListCommand = new { ArgList = new[] { "sh", "-c", "cat /packages || :" }, SizeMultiplier = 1024 },
                CleanPatterns = new[] { "/var/cache/." },
            },
        });
        Site.Bootstrap("loops", "sh", "-c", BuildSite.BootstrapScript + "\nln -s /loop loop\nmkfifo fifo", "$dir");
        foreach (var entry in CorpusEntry.All)
        {
            Site.Stream(entry.Name, entry.Directory("manifest"), entry.StreamFields);
        }
    }

    internal BuildSite Site { get; } = new();

    internal SiteDaemon Daemon { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Daemon = await Site.StartDaemonAsync();

    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        Site.Dispose();
    }

    private static string[] Note(string word) => ["sh", "-c", $"test ! -e /log || echo {word} >>/log"];
}
