using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Images;
using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;
using Imaginator.Images;
using Imaginator.Notifications;

namespace Imaginator.Host.Tests.Web.Console;

/// <summary>A site in which everything that people can name, write or configure contains markup.</summary>
public sealed class HostileSite : IAsyncLifetime
{
    /// <summary>Leaves texts and attributes, if it is not escaped.</summary>
    internal const string Text = "\"><img src=x onerror=alert(1)>&amp;'";

    internal const string Stream = "base/" + Text;
    internal const string Image = Stream + "/2026-11-24:12:00:00";
    internal const string Previous = Stream + "/2026-11-24:11:00:00";

    private WebSite? _site;

    internal WebSite Site => _site!;

    /// <summary>The build that failed last.</summary>
    internal BuildId Build { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var files = new ConfigurationSite();
        files.WriteMain(more: $$"""
            "RelationshipsQuickLinks": [{"Name": {{JsonSerializer.Serialize(Text)}}, "URL": "/x"}],
            """);
        files.Write("streams.json", JsonSerializer.Serialize(new
        {
            Streams = new Dictionary<string, object> { [Stream] = new { ManifestUrl = "dir:///" + Text, ManifestDirectory = Text } },
        }));
        var library = new ImageLibrary(files.Time);
        AddImages(library);
        _site = await WebSite.StartAsync(files, library);
        await Site.BuildAsync(Stream, log: Text + "\n", user: Text);
        Build = await Site.BuildAsync(Stream, log: Text + "\n", error: Text, user: Text);
        await Wait.UntilAsync(() => Site.Get<BuildLogs>().FindLive(Build) is null);
        Site.DaemonLog.Add(Text);
        Site.Dependencies.Known = new()
        {
            GeneratedAt = Site.Time.GetUtcNow(),
            LastAttemptError = Text,
            StreamToSource = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(Stream, Text),
            UnbuildableSources = ImmutableSortedSet.Create<string>(StringComparer.Ordinal, Text),
        };
        Site.Workers.Current =
            [new WorkerSnapshot(new WorkerDefinition(Text, "build1.example", 6975, 4), WorkerHealth.Lost, Text, 3)];
        Site.Get<DeliveryOutbox>().Add(
        [
            new NewDelivery(
                Text,
                "m1",
                new ImageExpiring { StreamName = Stream, ImageName = Image, ExpiresAt = Site.Time.GetUtcNow().AddHours(1) },
                Site.Time.GetUtcNow(),
                "/builds/" + Text),
        ]);
        await CancelAsync();
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private static void AddImages(ImageLibrary library)
    {
        foreach (var (name, text) in new[] { (Previous, "before " + Text), (Image, "after " + Text) })
        {
            var tree = new SampleTree(library);
            tree.File("/" + Text, text + "\n");
            tree.Link("/link", Text);
            library.Add(name, tree.ToImage() with
            {
                CreatedOn = new DateTimeOffset(2026, 11, 24, name == Previous ? 11 : 12, 0, 0, TimeSpan.Zero),
                CreatedBy = Text,
                CreatedFor = Text,
                BuildBranch = Text,
                BuildCommitId = Text,
                BuildGitUrl = Text,
                SourceImage = Text,
                Packages = [new Package(Text, text)],
                Tags = ImmutableSortedDictionary<string, string>.Empty.Add(Text, Text),
                Triggers = [new Trigger { Service = Text, MatchLines = [Text], SortName = Text }],
                Filter = new Filter([Text]),
                ReleaseNotes = new Annotation(null, "javascript:alert(1)"),
            });
        }
    }

    // The audit log has the input of the form.
    private async Task CancelAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/actions/CancelBuild")
        {
            Content = new FormUrlEncodedContent([new("input", Text)]),
        };
        request.Headers.Add("Origin", $"http://127.0.0.1:{Site.Port}");
        using var response = await Site.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
