using System.Collections.Immutable;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Images;
using Imaginator.Images;

namespace Imaginator.Host.Tests.Web.Console;

/// <summary>A site with images.</summary>
public sealed class ImageSite : IAsyncLifetime
{
    internal const string Newest = "library/web/2026-11-24:12:00:00";
    internal const string Previous = "library/web/2026-11-24:11:00:00";

    private WebSite? _site;

    internal WebSite Site => _site!;

    internal ImageLibrary Library { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var files = new ConfigurationSite();
        files.WriteStreams("library/web", "library/db");
        Library = new ImageLibrary(files.Time);
        foreach (var (name, version) in new[] { (Previous, "1"), (Newest, "2") })
        {
            var tree = new SampleTree(Library);
            tree.File("/etc/version", $"first\n{version}\nlast\n");
            tree.File("/etc/same", "same\n");
            tree.File($"/etc/only-in-{version}", "x\n");
            tree.File("/bin/tool", [0, 1, 2, 3]);
            tree.Link("/bin/link", "tool");
            Library.Add(name, tree.ToImage() with
            {
                CreatedOn = new DateTimeOffset(2026, 11, 24, name == Previous ? 11 : 12, 0, 0, TimeSpan.Zero),
                ExpiresAt = name == Newest ? new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero) : null,
                SourceImage = "base/debian/1",
                Packages = [new Package("apt", version, 2048), new Package("bash", "5")],
                Tags = ImmutableSortedDictionary<string, string>.Empty.Add("release", "stable"),
                Triggers = [new Trigger { Service = "ssh", MatchLines = ["/etc/ssh/.*"], HighImpact = true }],
                Filter = new Filter(["/tmp/.*", "/var/.*"]),
                BuildLog = new Annotation(Library.Put("the log\n").Hash),
                ReleaseNotes = new Annotation(null, "https://example.com/notes"),
            });
        }

        for (var i = 0; i < 250; i++)
        {
            Library.Add($"library/db/{i:000}", new SampleTree(Library).ToImage());
        }

        _site = await WebSite.StartAsync(files, Library);
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
