using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.Builds;

/// <summary>Everything that a site has configured: the files that the flags name, and the plugins they are read with.</summary>
public sealed class SiteConfiguration : IAsyncDisposable
{
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(30);

    private SiteConfiguration(
        PluginSet plugins,
        ConfigurationResult<SecretVariables> secrets,
        ConfigurationResult<ImaginatorConfiguration> configuration)
    {
        Plugins = plugins;
        Secrets = secrets;
        Configuration = configuration;
    }

    /// <summary>The plugins.</summary>
    public PluginSet Plugins { get; }

    /// <summary>The variables file.</summary>
    public ConfigurationResult<SecretVariables> Secrets { get; }

    /// <summary>The configuration.</summary>
    public ConfigurationResult<ImaginatorConfiguration> Configuration { get; }

    /// <summary>Loads everything.</summary>
    /// <param name="context">The flags, and where log messages go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was loaded, faults included; the caller disposes of it.</returns>
    public static async Task<SiteConfiguration> LoadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var http = new ConfigurationHttp(FetchTimeout);
        var loader = new ConfigurationLoader(http);
        var secrets = await VariablesFile
            .LoadAsync(context.Flags.Get(DaemonFlags.VariablesFile), cancellationToken);
        var document = await loader
            .ReadMainAsync(context.Flags.Get(DaemonFlags.ConfigurationUrl), cancellationToken);
        var plugins = context.LoadPlugins(new PluginSettings { OfPlugins = document.PluginSettings });
        try
        {
            var configuration = await loader.LoadAsync(
                document, plugins, secrets.Value ?? SecretVariables.None, cancellationToken);
            return new SiteConfiguration(plugins, secrets, configuration);
        }
        catch
        {
            await plugins.DisposeAsync();
            throw;
        }
    }

    /// <summary>Loads the plugins and a variables file, for work that needs no configuration of streams.</summary>
    /// <param name="context">The flags, and where log messages go.</param>
    /// <param name="variablesFile">The variables file; empty for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was loaded; the caller disposes of it.</returns>
    /// <exception cref="ImaginatorException">The variables file cannot be used.</exception>
    public static async Task<SiteConfiguration> LoadWithoutMainAsync(
        CommandContext context, string variablesFile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var secrets = await VariablesFile.LoadAsync(variablesFile, cancellationToken);
        var errors = secrets.Faults.Where(fault => fault.Severity == FaultSeverity.Error).ToList();
        return errors.Count == 0
            ? new SiteConfiguration(
                context.LoadPlugins(PluginSettings.None), secrets, new ConfigurationResult<ImaginatorConfiguration>(null, []))
            : throw new ImaginatorException(string.Join('\n', errors));
    }

    /// <summary>The configuration, if it can be used; warnings are shown.</summary>
    /// <param name="writer">Gets the warnings.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="ImaginatorException">It has errors; the message lists them all.</exception>
    public ImaginatorConfiguration RequireUsable(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ImmutableArray<ConfigurationFault> faults = [.. Secrets.Faults, .. Configuration.Faults];
        var errors = faults.Where(fault => fault.Severity == FaultSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw new ImaginatorException($"the configuration cannot be used:\n{string.Join('\n', errors)}");
        }

        foreach (var warning in faults)
        {
            writer.WriteLine(warning);
        }

        return Configuration.Value!;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Plugins.DisposeAsync();
}
