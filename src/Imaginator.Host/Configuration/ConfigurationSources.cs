using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Host.Configuration;

/// <summary>Where the flags say that the configuration is, and what it is read with.</summary>
/// <param name="loader">Reads it.</param>
/// <param name="mainUrl">The main configuration: a URL or a path.</param>
/// <param name="variablesFile">The variables file; empty for none.</param>
/// <param name="plugins">What it is checked with.</param>
internal sealed class ConfigurationSources(
    ConfigurationLoader loader, string mainUrl, string variablesFile, PluginSet plugins)
{
    /// <summary>The variables file; empty for none.</summary>
    public string VariablesFile => variablesFile;

    /// <summary>The plugins.</summary>
    public PluginSet Plugins => plugins;

    /// <summary>Reads the variables file.</summary>
    public Task<ConfigurationResult<SecretVariables>> LoadVariablesAsync(CancellationToken cancellationToken) =>
        Hosting.Configuration.Loading.VariablesFile.LoadAsync(variablesFile, cancellationToken);

    /// <summary>Reads the text of the main configuration.</summary>
    public Task<MainConfigurationDocument> ReadMainAsync(CancellationToken cancellationToken) =>
        loader.ReadMainAsync(mainUrl, cancellationToken);

    /// <summary>Reads the main configuration from its text, and what it refers to.</summary>
    public Task<ConfigurationResult<MainConfiguration>> LoadMainAsync(
        MainConfigurationDocument document, SecretVariables secrets, CancellationToken cancellationToken) =>
        loader.LoadMainAsync(document, plugins, secrets, cancellationToken);

    /// <summary>Loads everything for the first time but the image streams, which come into force next.</summary>
    /// <param name="document">The text of the main configuration.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The state, without image streams.</returns>
    /// <exception cref="ImaginatorException">There are errors; the message lists them all.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ConfigurationState> LoadStateAsync(
        MainConfigurationDocument document, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var variables = await LoadVariablesAsync(cancellationToken);
        var secrets = variables.Value ?? SecretVariables.None;
        var main = await LoadMainAsync(document, secrets, cancellationToken);
        if (!variables.IsUsable || main.Value is not { } configuration)
        {
            throw UnusableConfiguration.Of([.. variables.Faults, .. main.Faults]);
        }

        var state = new ConfigurationState
        {
            Document = document,
            Configuration = new ImaginatorConfiguration(configuration, ImageStreamsConfiguration.Empty),
            Secrets = secrets,
            SecretValues = [.. secrets.Values.Values],
            Masker = secrets.Masker,
            Status = new ConfigurationStatus { InForceSince = now },
        };
        return state.WithSecrets(secrets, variables.Faults).WithMain(document, configuration, main.Faults, now);
    }
}
