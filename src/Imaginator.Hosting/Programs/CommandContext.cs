using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Fetching;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.ImageStores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

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
    private static readonly TimeSpan ConfigurationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The log of plugins that do not come with the product: their authors see the messages, even if the program has no log.
    /// </summary>
    internal ILoggerFactory GuestLog => LoggerFactory is NullLoggerFactory ? CommandLog.OfPlugins(Error, Time) : LoggerFactory;

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
            new FetcherPool(FetcherOptions.From(Flags), LoggerFactory, Time),
            GuestLog);
    }

    /// <summary>Loads the plugins with their settings in the main configuration. The caller disposes the plugins.</summary>
    public async Task<PluginSet> LoadPluginsAsync(CancellationToken cancellationToken) =>
        LoadPlugins(await ReadPluginSettingsAsync(cancellationToken));

    /// <summary>
    /// Reads the settings of plugins from the main configuration. A command without the flag also works on a machine without a daemon, or
    /// if the file is unusable, which is a warning.
    /// </summary>
    internal async Task<PluginSettings> ReadPluginSettingsAsync(CancellationToken cancellationToken)
    {
        var url = Flags.Get(ConfigurationFlags.ConfigurationUrl);
        var isGiven = Flags.IsGiven(ConfigurationFlags.ConfigurationUrl);
        if (!isGiven && ConfigurationSource.Of(url).FilePath is { } path && !File.Exists(path))
        {
            return PluginSettings.None;
        }

        using var http = new ConfigurationHttp(ConfigurationTimeout);
        var document = await new ConfigurationLoader(http).ReadMainAsync(url, cancellationToken);
        if (document.Faults.FirstOrDefault(fault => fault.Severity == FaultSeverity.Error) is not { } fault)
        {
            return document.ToPluginSettings();
        }

        if (isGiven)
        {
            throw new ImaginatorException($"cannot read the settings of plugins: {fault}");
        }

        await Error.WriteLineAsync($"warning: plugins have no settings: {fault}");
        return PluginSettings.None;
    }

    /// <summary>
    /// Writes the result of the command to standard output: as text, which can be empty for no output, or with <c>-json</c> as JSON.
    /// </summary>
    public async Task WriteResultAsync(string text, object json)
    {
        if (Flags.Get(JsonFlag.Json))
        {
            await Output.WriteLineAsync(CommandJson.Serialize(json));
        }
        else if (text.Length > 0)
        {
            await Output.WriteLineAsync(text);
        }
    }

    /// <summary>Runs work with the existing image store of the flags, and returns its exit status. No store is created.</summary>
    public async Task<int> WithImageStoreAsync(
        Func<IImageStore, Task<int>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var plugins = await LoadPluginsAsync(cancellationToken);
        await using var store = await plugins
            .OpenExistingImageStoreAsync(SharedFlags.ImageStoreUrl(Flags), cancellationToken);
        return await work(store);
    }
}
