using System.Net.Http.Headers;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Schedule;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Images;
using Imaginator.Host.Tests.Rpc;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Tests.Web.Console;

/// <summary>A site, and a reader with a token for the streams of one of its directories.</summary>
public sealed class LimitedReader : IAsyncLifetime
{
    internal const string Own = "team-a/app";
    internal const string Foreign = "team-b/app";

    private readonly CertificateSite _certificates = new();
    private WebSite? _site;

    internal WebSite Site => _site!;

    internal HttpClient Client { get; private set; } = null!;

    /// <summary>A build of the foreign stream.</summary>
    internal BuildId ForeignBuild { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var files = new ConfigurationSite();
        files.WriteStreams(Own, Foreign);
        var library = new ImageLibrary(files.Time);
        foreach (var stream in new[] { Own, Foreign })
        {
            var tree = new SampleTree(library);
            tree.File("/etc/name", stream);
            library.Add($"{stream}/2026-11-24:12:00:00", tree.ToImage());
        }

        _site = await WebSite.StartAsync(files, library, [.. _certificates.Flags, "-anonymousReads=none"]);
        var own = await Site.BuildAsync(Own, error: "failed");
        ForeignBuild = await Site.BuildAsync(Foreign, error: "failed");
        Site.Rebuilds.Status = new RebuildStatus(null, new RebuildCycleSnapshot(
            files.Time.GetUtcNow(),
            null,
            [new StreamRebuild(Own, StreamRebuildState.Failed, Error: "failed"), new StreamRebuild(Foreign, StreamRebuildState.Failed, Error: "failed")]));
        await Wait.UntilAsync(() => Site.Get<BuildLogs>() is var logs && logs.FindLive(own) is null && logs.FindLive(ForeignBuild) is null);
        Client = Site.CreateClient(Uri.UriSchemeHttps);
        var token = Site.Get<TokenStore>().Make(new TokenOrder("ci", StreamRole.Build, ["team-a/"], Lifetime: null), "ann").Text;
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Site.DisposeAsync();
        _certificates.Dispose();
    }
}
