using Imaginator.Host.Configuration;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Web.Html;
using Imaginator.Hosting.Plugins;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Imaginator.Host.Web.Api;

/// <summary><c>/api/v1/status</c>.</summary>
internal sealed class StatusApi(
    IBuildQueue queue, BuildHistory history, LiveConfiguration configuration, PluginSet plugins, TimeProvider timeProvider)
{
    private readonly DateTimeOffset _startedAt = timeProvider.GetUtcNow();

    public JsonHttpResult<ApiStatus> Show()
    {
        var now = queue.Current;
        var current = configuration.Current;
        var conditions = plugins.Conditions.ToDictionary(plugin => plugin.Name, StringComparer.Ordinal);
        return TypedResults.Json(
            new ApiStatus
            {
                Version = ProgramVersion.Text,
                StartedAt = _startedAt,
                BuildRequestsDisabledUntil = now.BuildRequestsDisabledUntil,
                AutoBuildsDisabledUntil = now.AutoBuildsDisabledUntil,
                BlockedReason = now.BlockedReason,
                MaximumConcurrentBuilds = now.MaximumConcurrentBuilds,
                Streams = current.Main.BootstrapStreams.Count + current.ImageStreams.Streams.Length,
                BootstrapStreams = current.Main.BootstrapStreams.Count,
                Patterns = current.ImageStreams.Patterns.Length,

                // A request for the log of a starting build waits until the log exists.
                Running = [.. now.Running.Select(build => ApiBuild.Of(build, hasLog: true))],
                Queued = [.. now.Queued.Select(build => ApiBuild.Of(build, hasLog: false))],
                FailedStreams = history.ReadLatest(isGood: false, 1).Total,
                ConfigurationFaults =
                [
                    .. configuration.Status.Broken.Values.Select(broken => new ApiConfigurationFault(
                        NameOf(broken.Part), broken.Source, broken.Since, [.. broken.Faults.Select(fault => fault.ToString())])),
                ],
                Plugins = [.. plugins.Loaded.Select(plugin => ApiPlugin.Of(plugin, conditions.GetValueOrDefault(plugin.Name)))],
                FailedPlugins =
                [
                    .. plugins.Failed.Select(plugin => new ApiUnloadedPlugin(plugin.Name, plugin.Version, plugin.Folder, plugin.Reason)),
                ],
                SkippedPlugins =
                [
                    .. plugins.Skipped.Select(plugin => new ApiUnloadedPlugin(plugin.Name, Version: null, plugin.Folder, plugin.Reason)),
                ],
                PluginConflicts = [.. plugins.Conflicts.Select(conflict => conflict.ToString())],
            },
            ApiJson.Default.ApiStatus);
    }

    private static string NameOf(ConfigurationPart part) => part switch
    {
        ConfigurationPart.Main => "main",
        ConfigurationPart.ImageStreams => "imageStreams",
        ConfigurationPart.Variables => "variables",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "unknown part"),
    };
}
