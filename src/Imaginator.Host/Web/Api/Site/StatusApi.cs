using System.Collections.Immutable;
using Imaginator.Host.Builds;
using Imaginator.Host.Configuration;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Builds;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Html;
using Imaginator.Hosting.Plugins;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Site;

/// <summary><c>/api/v1/status</c>. Created at the start of the daemon, whose time it shows.</summary>
internal sealed class StatusApi(
    IBuildQueue queue,
    FailingStreams failing,
    LiveConfiguration configuration,
    PluginSet plugins,
    ApiReaders readers,
    TimeProvider timeProvider)
{
    private readonly DateTimeOffset _startedAt = timeProvider.GetUtcNow();

    public IResult Show(HttpContext context)
    {
        var now = queue.Current;
        var current = configuration.Current;
        var reader = readers.Of(context);
        var bootstrap = current.Main.BootstrapStreams.Keys.Count(reader.Sees);
        var status = new ApiStatus
        {
            Version = ProgramVersion.Text,
            StartedAt = _startedAt,
            BuildRequestsDisabledUntil = now.BuildRequestsDisabledUntil,
            HasAutoBuilds = now.HasAutoBuilds,
            AutoBuildsDisabledUntil = now.AutoBuildsDisabledUntil,
            BlockedReason = now.BlockedReason,
            MaximumConcurrentBuilds = now.MaximumConcurrentBuilds,
            Streams = bootstrap + current.ImageStreams.Streams.Count(stream => reader.Sees(stream.Name)),
            BootstrapStreams = bootstrap,
            Patterns = reader.SeesAll ? current.ImageStreams.Patterns.Length : 0,

            // A request for the log of a starting build waits until the log exists.
            Running = Describe(context, reader, now.Running, hasLog: true),
            Queued = Describe(context, reader, now.Queued, hasLog: false),
            FailedStreams = failing.List().Count(stream => reader.Sees(stream.StreamName)),
            ConfigurationFaults = [],
            Plugins = [],
            FailedPlugins = [],
            SkippedPlugins = [],
            PluginConflicts = [],
        };
        return new JsonAnswer<ApiStatus>(reader.SeesAll ? WithSite(status) : status, ApiJson.Default.ApiStatus);
    }

    // Faults name streams, and are for readers who see all of them; so is the list of plugins.
    private ApiStatus WithSite(ApiStatus status) => status with
    {
        ConfigurationFaults =
        [
            .. configuration.Status.Broken.Values.Select(broken => new ApiConfigurationFault
            {
                Part = NameOf(broken.Part),
                Source = broken.Source,
                Since = broken.Since,
                Faults = [.. broken.Faults.Select(fault => fault.ToString())],
            }),
        ],
        Plugins = PluginsApi.DescribeLoaded(plugins),
        FailedPlugins = PluginsApi.DescribeFailed(plugins),
        SkippedPlugins = PluginsApi.DescribeSkipped(plugins),
        PluginConflicts = [.. plugins.Conflicts.Select(conflict => conflict.ToString())],
    };

    private static ImmutableArray<ApiBuild> Describe(
        HttpContext context, ApiReader reader, ImmutableArray<BuildSnapshot> builds, bool hasLog)
    {
        var links = ApiLinks.Of(context);
        return [.. builds.Where(build => reader.Sees(build.StreamName)).Select(build => ApiBuild.Of(build, links, hasLog))];
    }

    private static string NameOf(ConfigurationPart part) => part switch
    {
        ConfigurationPart.Main => "main",
        ConfigurationPart.ImageStreams => "imageStreams",
        ConfigurationPart.Variables => "variables",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "unknown part"),
    };
}
