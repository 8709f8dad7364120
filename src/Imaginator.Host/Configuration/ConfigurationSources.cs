using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Host.Configuration;

/// <summary>The locations of the configuration, as flags define them; no variables file if its path is empty.</summary>
internal sealed class ConfigurationSources(
    ConfigurationLoader loader, string mainUrl, string variablesFile, PluginSet plugins)
{
    public string VariablesFile => variablesFile;

    public PluginSet Plugins => plugins;

    public Task<ConfigurationResult<SecretVariables>> LoadVariablesAsync(CancellationToken cancellationToken) =>
        Hosting.Configuration.Loading.VariablesFile.LoadAsync(variablesFile, cancellationToken);

    /// <summary>Reads the text of the main configuration.</summary>
    public Task<MainConfigurationDocument> ReadMainAsync(CancellationToken cancellationToken) =>
        loader.ReadMainAsync(mainUrl, cancellationToken);

    /// <summary>Reads the main configuration from its text, and the files to which it refers.</summary>
    public Task<ConfigurationResult<MainConfiguration>> LoadMainAsync(
        MainConfigurationDocument document, SecretVariables secrets, CancellationToken cancellationToken) =>
        loader.LoadMainAsync(document, plugins, secrets, cancellationToken);

    /// <summary>Loads the initial state without image streams. Throws an exception that lists all errors.</summary>
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
            Status = new ConfigurationStatus { ActiveSince = now },
        };
        return state.WithSecrets(secrets, variables.Faults).WithMain(document, configuration, main.Faults, now);
    }
}
