using System.Text.Json;
using System.Text.RegularExpressions;
using Imaginator.SystemTests.Site;

namespace Imaginator.Browser.Tests.Sites;

/// <summary>
/// A daemon in which names and texts of all kinds are hostile: of a stream, a package, a file, a link, a tag, a trigger, a script, a user,
/// a line of a log, an error, and the answer of a webhook.
/// </summary>
public sealed partial class HostileConsole : IAsyncLifetime
{
    internal const string Stream = "base/" + HostileText.Name;
    internal const string Failing = "failing/" + HostileText.Name;

    private const string Manifest = "good";
    private const string FailingManifest = "bad";

    private readonly BuildSite _site = new();
    private readonly SiteCertificates _certificates = new();
    private RefusingReceiver? _receiver;
    private SiteDaemon? _daemon;

    /// <summary>The address of the daemon, whose pages are public.</summary>
    internal string Home => $"http://127.0.0.1:{_daemon!.Port}";

    /// <summary>The newest image of <see cref="Stream"/>.</summary>
    internal string Image { get; private set; } = "";

    /// <summary>The image before <see cref="Image"/>.</summary>
    internal string Previous { get; private set; } = "";

    /// <summary>The build that made <see cref="Image"/>.</summary>
    internal string Build { get; private set; } = "";

    /// <summary>The build of <see cref="Failing"/>.</summary>
    internal string FailedBuild { get; private set; } = "";

    /// <summary>Starts the daemon, builds, and waits until the receiver has answered.</summary>
    public async ValueTask InitializeAsync()
    {
        _receiver = await RefusingReceiver.StartAsync(HostileText.Name);
        WriteStreams(_receiver.Address);
        var user = _certificates.IssueFull(HostileText.User, ["*.*"]);
        _daemon = await _site.StartDaemonAsync([.. _certificates.Flags, "-anonymousReads=all"]);
        Previous = await BuildAsync();
        _site.File(Manifest, $"files/{HostileText.Name}", "after " + HostileText.Name + "\n");
        Image = await BuildAsync();
        Build = await PageNames.LastBuildAsync(_daemon, Stream);
        (await _daemon.ToolAsync(user, "build-image", Failing)).ShouldFail(1);
        FailedBuild = await PageNames.LastBuildAsync(_daemon, Failing);
        await WaitForAsync("/notifications", Answer());
        await WaitForAsync("/showDirectedGraph", Node());

        async Task<string> BuildAsync() => (await _daemon!.ToolAsync(user, "build-image", Stream)).ShouldSucceed().Result;
    }

    /// <summary>Ends the daemon.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        _certificates.Dispose();
        _site.Dispose();
    }

    /// <summary>Replaces the names in braces of an address.</summary>
    internal string Fill(string address) => PageNames.Fill(
        address,
        ("stream", Stream),
        ("failing", Failing),
        ("text", HostileText.Name),
        ("user", HostileText.User),
        ("image", Image),
        ("previous", Previous),
        ("build", Build),
        ("failed", FailedBuild));

    private void WriteStreams(string receiver)
    {
        _site.Main("PackagerTypes", new
        {
            none = new { InstallCommand = new[] { "true" }, ListCommand = new { ArgList = new[] { "sh", "-c", "cat /packages || :" } } },
        });
        _site.Main("Notifications", new
        {
            Receivers = new { operators = new { Type = "webhook", Settings = new { url = receiver, secret = WebhookSecret.Text } } },
        });
        _site.Stream(
            Manifest,
            "base",
            ($"files/{HostileText.Name}", "before " + HostileText.Name + "\n"),
            ("files/packages", $"{HostileText.Word} {HostileText.Word}\n"),
            ("filter", HostileText.Name + "\n"),
            ("tags.json", JsonSerializer.Serialize(new Dictionary<string, string> { [HostileText.Name] = HostileText.Name })),
            ("triggers", JsonSerializer.Serialize(new[] { new { MatchLines = new[] { HostileText.Name }, Service = HostileText.Name } })),
            ("scripts/10_speak", $"#!/bin/sh\necho '{HostileText.Name}'\nln -s '{HostileText.Name}' /link\n"));
        _site.Stream(
            FailingManifest, "base", ($"scripts/{HostileText.Name}", $"#!/bin/sh\necho 'error: {HostileText.Name}' >&2\nexit 1\n"));

        // Texts in JSON can be names of streams; those in URLs have other rules.
        _site.ManifestUrl(Stream, $"dir://{_site.ManifestDirectory(Manifest)}");
        _site.ManifestUrl(Failing, $"dir://{_site.ManifestDirectory(FailingManifest)}");
    }

    private Task WaitForAsync(string address, Regex contents) =>
        Wait.UntilAsync(async () => contents.IsMatch(await _daemon!.PageAsync(address)));

    [GeneratedRegex("data-label=\"Answer\">[^<]")]
    private static partial Regex Answer();

    [GeneratedRegex("<tr data-stream=")]
    private static partial Regex Node();
}
