using System.Collections.Immutable;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Hosting.Plugins;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Site;

/// <summary><c>/api/v1/plugins</c>.</summary>
internal sealed class PluginsApi(PluginSet plugins, ApiReaders readers)
{
    public IResult List(HttpContext context) => readers.Of(context).RefuseUnlessAll() ?? new JsonAnswer<ApiPlugins>(
        new ApiPlugins
        {
            Loaded = DescribeLoaded(plugins),
            Failed = DescribeFailed(plugins),
            Skipped = DescribeSkipped(plugins),
            Conflicts = [.. plugins.Conflicts.Select(conflict => conflict.ToString())],
        },
        ApiJson.Default.ApiPlugins);

    /// <summary>The loaded plugins with their conditions.</summary>
    public static ImmutableArray<ApiPlugin> DescribeLoaded(PluginSet plugins)
    {
        var conditions = plugins.Conditions.ToDictionary(condition => condition.Name, StringComparer.Ordinal);
        return [.. plugins.Loaded.Select(plugin => ApiPlugin.Of(plugin, conditions.GetValueOrDefault(plugin.Name)))];
    }

    /// <summary>Plugins that could not be loaded.</summary>
    public static ImmutableArray<ApiUnloadedPlugin> DescribeFailed(PluginSet plugins) =>
    [
        .. plugins.Failed.Select(plugin => new ApiUnloadedPlugin
        {
            Name = plugin.Name,
            Version = plugin.Version,
            Folder = plugin.Folder,
            Reason = plugin.Reason,
        }),
    ];

    /// <summary>Plugins that are disabled or overridden.</summary>
    public static ImmutableArray<ApiUnloadedPlugin> DescribeSkipped(PluginSet plugins) =>
        [.. plugins.Skipped.Select(plugin => new ApiUnloadedPlugin { Name = plugin.Name, Folder = plugin.Folder, Reason = plugin.Reason })];
}
