using System.Collections.Immutable;
using Imaginator.Hosting.Fetching;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.ImageStores;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Programs;

/// <summary>The flags, operands, streams and services of a running command.</summary>
public sealed record CommandContext(
    FlagValues Flags,
    ImmutableArray<string> Operands,
    TextWriter Output,
    TextWriter Error,
    ILoggerFactory LoggerFactory,
    TimeProvider Time)
{
    /// <summary>The settings that all plugins get, by name.</summary>
    public ImmutableDictionary<string, string?> SharedPluginSettings { get; init; } =
        ImmutableDictionary<string, string?>.Empty;

    /// <summary>Loads the plugins with settings besides the shared ones. The caller disposes the plugins.</summary>
    public PluginSet LoadPlugins(PluginSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return PluginSetLoader.Load(
            PluginSearchPath.OfProgram(Flags.Get(SharedFlags.PluginDirectories)),
            settings with { Shared = SharedPluginSettings.SetItems(settings.Shared) },
            LoggerFactory,
            Time,
            new FetcherPool(FetcherOptions.From(Flags), LoggerFactory, Time));
    }

    /// <summary>Runs work with the image store of the flags, and returns its exit status.</summary>
    public async Task<int> WithImageStoreAsync(
        Func<IImageStore, Task<int>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var plugins = LoadPlugins(PluginSettings.None);
        await using var store = await plugins
            .OpenImageStoreAsync(SharedFlags.ImageStoreUrl(Flags), cancellationToken);
        return await work(store);
    }
}
