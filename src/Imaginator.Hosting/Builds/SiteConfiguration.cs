using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.Builds;

/// <summary>The configuration of a site: the files of the flags, and the plugins.</summary>
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

    public PluginSet Plugins { get; }

    /// <summary>The contents of the variables file.</summary>
    public ConfigurationResult<SecretVariables> Secrets { get; }

    public ConfigurationResult<ImaginatorConfiguration> Configuration { get; }

    /// <summary>Loads the whole configuration with its faults. The caller disposes it.</summary>
    public static async Task<SiteConfiguration> LoadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var http = new ConfigurationHttp(FetchTimeout);
        var loader = new ConfigurationLoader(http);
        var secrets = await VariablesFile
            .LoadAsync(context.Flags.Get(ConfigurationFlags.VariablesFile), cancellationToken);
        var document = await loader
            .ReadMainAsync(context.Flags.Get(ConfigurationFlags.ConfigurationUrl), cancellationToken);
        var plugins = context.LoadPlugins(document.ToPluginSettings());
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

    /// <summary>Loads the plugins and a variables file (empty for none), without the configuration of streams. The caller disposes it.</summary>
    public static async Task<SiteConfiguration> LoadWithoutMainAsync(
        CommandContext context, string variablesFile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var secrets = await VariablesFile.LoadAsync(variablesFile, cancellationToken);
        var errors = secrets.Faults.Where(fault => fault.Severity == FaultSeverity.Error).ToList();
        return errors.Count == 0
            ? new SiteConfiguration(
                await context.LoadPluginsAsync(cancellationToken), secrets, new ConfigurationResult<ImaginatorConfiguration>(null, []))
            : throw new ImaginatorException(string.Join('\n', errors));
    }

    /// <summary>Writes the warnings and returns the configuration. Throws an exception with all errors if there are any.</summary>
    public ImaginatorConfiguration RequireUsable(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ImmutableArray<ConfigurationFault> faults = [.. Secrets.Faults, .. Configuration.Faults];
        var errors = faults.Where(fault => fault.Severity == FaultSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw new ImaginatorException($"the configuration has {(errors.Count == 1 ? "an error" : $"{errors.Count} errors")}:\n{string.Join('\n', errors)}");
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
