using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Images;
using Imaginator.Host.Tests.Rpc;
using Imaginator.Host.Tests.Web.Api.Document;
using Imaginator.Hosting.Configuration;
using Imaginator.Images;
using Imaginator.Notifications;

namespace Imaginator.Host.Tests.Web.Api;

/// <summary>A site with builds, images, tokens and notifications, for tests of all operations.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    /// <summary>The newest image, and the one before it.</summary>
    internal const string Image = "library/web/2026-11-24:12:00:00";
    internal const string Previous = "library/web/2026-11-24:11:00:00";

    // Each has one running build at most.
    private static readonly string[] Streams = [.. Enumerable.Range(0, 6).Select(i => $"running/{i}")];

    private readonly CertificateSite _certificates = new();
    private int _images;
    private int _streams;
    private WebSite? _site;
    private JsonNode? _document;

    /// <summary>Has access to everything.</summary>
    internal HttpClient Manager { get; private set; } = null!;

    /// <summary>Sees everything, and has no other permission.</summary>
    internal HttpClient Viewer { get; private set; } = null!;

    /// <summary>Has no credential.</summary>
    internal HttpClient Anonymous { get; private set; } = null!;

    internal WebSite Site => _site!;

    /// <summary>The document of the program.</summary>
    internal JsonNode Document => _document!;

    internal ImageLibrary Library { get; private set; } = null!;

    /// <summary>A build that has succeeded.</summary>
    internal BuildId Build { get; private set; }

    /// <summary>A delivery.</summary>
    internal long Delivery { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var files = new ConfigurationSite();
        files.WriteStreams(["base/a", "base/b", "base/c", "library/web", .. Streams]);
        Library = new ImageLibrary(files.Time);
        AddImages();
        _site = await WebSite.StartAsync(files, Library, [.. _certificates.Flags, "-srpcTrustedUsers=ann"]);
        _document = JsonNode.Parse(await ApiDocument.MakeAsync());
        Manager = ClientOf("ann");
        Viewer = ClientOf("bob");
        Anonymous = Site.CreateClient(Uri.UriSchemeHttps);
        Build = await Site.BuildAsync("base/a", log: "first\nsecond\n");
        await Site.BuildAsync("base/b", error: "it failed");
        Site.DaemonLog.Add("a line\n");
        MakeToken("listed");
        MakeToken("revoked");
        AddDelivery();
    }

    public async ValueTask DisposeAsync()
    {
        Manager.Dispose();
        Viewer.Dispose();
        Anonymous.Dispose();
        await Site.DisposeAsync();
        _certificates.Dispose();
    }

    /// <summary>A client with a certificate that identifies a user, and permits no methods; the caller disposes of it.</summary>
    internal HttpClient ClientOf(string user)
    {
        var client = Site.CreateClient(Uri.UriSchemeHttps, _certificates.Identity.IssueClient(user));
        client.DefaultRequestHeaders.Add("X-Imaginator-Request", "1");
        return client;
    }

    /// <summary>The text of a new bearer token.</summary>
    internal string MakeToken(string name, StreamRole role = StreamRole.View, params string[] streams) => Site.Get<TokenStore>()
        .Make(new TokenOrder(name, role, streams.Length == 0 ? ["base/"] : [.. streams], Lifetime: null), "ann").Text;

    /// <summary>Adds an image, and returns its name.</summary>
    internal string AddImage()
    {
        var tree = new SampleTree(Library);
        tree.File("/f", "x");
        var name = $"library/other/{++_images}";
        Library.Add(name, tree.ToImage());
        return name;
    }

    /// <summary>A stream without builds.</summary>
    internal string TakeStream() => Streams[_streams++];

    private void AddImages()
    {
        var log = Library.Put("the log\n").Hash;
        var notes = Library.Put("the notes\n").Hash;
        foreach (var (name, text) in new[] { (Previous, "one\n"), (Image, "two\n"), ("library/web/expiring", "x") })
        {
            var tree = new SampleTree(Library);
            tree.File("/etc/fstab", text);
            tree.File("/bin/tool", [0, 1, 2], 0xFFF);
            tree.File("/<img src=x onerror=alert(1)>", "x");
            tree.Link("/bin/link", "tool");
            tree.Add("/dev/null", new SpecialInode { Mode = 0x2000 | 0x1B6, Rdev = 0x103 });
            Library.Add(name, tree.ToImage() with
            {
                CreatedOn = new DateTimeOffset(2026, 11, 24, name == Previous ? 11 : 12, 0, 0, TimeSpan.Zero),
                ExpiresAt = name.EndsWith("expiring", StringComparison.Ordinal) ? new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero) : null,
                Packages = [new Package("apt", text.Trim(), 100)],
                Tags = ImmutableSortedDictionary<string, string>.Empty.Add("release", "stable"),
                Triggers = [new Trigger { Service = "ssh", MatchLines = ["/etc/ssh/.*"] }],
                Filter = new Filter(["/tmp/.*"]),
                BuildLog = new Annotation(log),
                ReleaseNotes = new Annotation(notes),
            });
        }
    }

    private void AddDelivery()
    {
        var notification = new ImageExpiring { StreamName = "base/a", ImageName = "base/a/1", ExpiresAt = Site.Time.GetUtcNow().AddHours(1) };
        Site.Get<DeliveryOutbox>().Add([new NewDelivery("hook", "m1", notification, Site.Time.GetUtcNow(), "")]);
        Delivery = Site.Get<DeliveryOutbox>().Query(new DeliveryQuery()).Deliveries[0].Id;
    }
}
