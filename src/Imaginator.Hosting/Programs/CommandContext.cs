using System.Collections.Immutable;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.ImageStores;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Programs;

/// <summary>What a command works with.</summary>
/// <param name="Flags">The values of the flags.</param>
/// <param name="Operands">Its operands; as many as it takes.</param>
/// <param name="Output">Standard output: results.</param>
/// <param name="Error">Standard error: logs, progress, errors.</param>
/// <param name="LoggerFactory">Where log messages go.</param>
/// <param name="Time">The clock.</param>
public sealed record CommandContext(
    FlagValues Flags,
    ImmutableArray<string> Operands,
    TextWriter Output,
    TextWriter Error,
    ILoggerFactory LoggerFactory,
    TimeProvider Time)
{
    /// <summary>What all plugins are told of the flags.</summary>
    public ImmutableDictionary<string, string?> SharedPluginSettings { get; init; } =
        ImmutableDictionary<string, string?>.Empty;

    /// <summary>Loads the plugins.</summary>
    /// <param name="settings">What the plugins are told, besides what they are told of the flags.</param>
    /// <returns>The plugins; the caller disposes of them.</returns>
    public PluginSet LoadPlugins(PluginSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return PluginSetLoader.Load(
            PluginSearchPath.OfProgram(Flags.Get(SharedFlags.PluginDirectories)),
            settings with { Shared = SharedPluginSettings.SetItems(settings.Shared) },
            LoggerFactory,
            Time);
    }

    /// <summary>Opens the image server that the flags name, for as long as some work takes.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the work returns.</returns>
    /// <exception cref="ImaginatorException">The server cannot be opened, or the work failed.</exception>
    public async Task<int> WithImageServerAsync(
        Func<IImageStore, Task<int>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var plugins = LoadPlugins(PluginSettings.None);
        await using var server = await plugins
            .OpenImageServerAsync(SharedFlags.ImageServerUrl(Flags), cancellationToken);
        return await work(server);
    }
}
