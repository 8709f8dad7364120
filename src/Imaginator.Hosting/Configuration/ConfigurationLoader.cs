using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Configuration.Binding;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Configuration;

/// <summary>
/// Loads the configuration. What is wrong with it comes back as a list of all faults; only cancellation throws. A result
/// with errors has no value, so that whoever reloads keeps what worked. Thread-safe.
/// </summary>
/// <param name="http">Fetches what is on web servers; its timeout bounds each request.</param>
public sealed class ConfigurationLoader(HttpClient http)
{
    private readonly ConfigurationFetcher _fetcher = new(http);

    /// <summary>Reads the text of the main configuration.</summary>
    /// <param name="url">A <c>file:</c> or <c>http(s):</c> URL or a path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text; what is wrong with it is reported by <see cref="LoadAsync"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<MainConfigurationDocument> ReadMainAsync(string url, CancellationToken cancellationToken)
    {
        var source = ConfigurationSource.Of(url);
        var faults = new FaultList();
        return new MainConfigurationDocument(
            source, await ReadJsonAsync(source, SecretVariables.None, faults, cancellationToken), faults);
    }

    /// <summary>Loads the whole configuration: the main one, what it refers to, and the image streams.</summary>
    /// <param name="document">The main configuration.</param>
    /// <param name="plugins">The plugins.</param>
    /// <param name="secrets">The variables of the variables file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The configuration, or errors.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ConfigurationResult<ImaginatorConfiguration>> LoadAsync(
        MainConfigurationDocument document, PluginSet plugins, SecretVariables secrets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(secrets);
        var faults = new FaultList();
        faults.AddRange(document.Faults);
        AddPluginFaults(plugins, faults);
        if (document.Root is null
            || JsonCursor.Root(document.Root, document.Source.Display, faults).AsFields() is not { } fields)
        {
            return ConfigurationResult<ImaginatorConfiguration>.Of(null, faults);
        }

        var main = await MainConfigurationBinder.BindAsync(fields, plugins, secrets, _fetcher, cancellationToken);
        var streams = await LoadImageStreamsAsync(main, plugins, secrets, cancellationToken);
        faults.AddRange(streams.Faults);
        if (streams.Value is not { } imageStreams)
        {
            return ConfigurationResult<ImaginatorConfiguration>.Of(null, faults);
        }

        var configuration = new ImaginatorConfiguration(main, imageStreams);
        AutoRebuildCheck.Check(configuration, fields.Find("ImageStreamsToAutoRebuild"));
        return ConfigurationResult<ImaginatorConfiguration>.Of(configuration, faults);
    }

    /// <summary>Loads the image streams configuration, the first time or again.</summary>
    /// <param name="main">The main configuration.</param>
    /// <param name="plugins">The plugins.</param>
    /// <param name="secrets">The variables of the variables file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The image streams (none if the main configuration names no URL), or errors.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ConfigurationResult<ImageStreamsConfiguration>> LoadImageStreamsAsync(
        MainConfiguration main, PluginSet plugins, SecretVariables secrets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(main);
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(secrets);
        var faults = new FaultList();
        if (main.ImageStreamsSource is not { } source)
        {
            return ConfigurationResult<ImageStreamsConfiguration>.Of(ImageStreamsConfiguration.Empty, faults);
        }

        if (await ReadJsonAsync(source, secrets, faults, cancellationToken) is not { } root
            || JsonCursor.Root(root, source.Display, faults).AsFields() is not { } fields)
        {
            return ConfigurationResult<ImageStreamsConfiguration>.Of(null, faults);
        }

        var binder = new ImageStreamsBinder(plugins, secrets);
        var streams = binder.Bind(fields);
        foreach (var stream in streams.Streams.Where(stream => main.BootstrapStreams.ContainsKey(stream.Name)))
        {
            binder.Cursors[stream.Name].Warn("it is never built, because a bootstrap stream has the same name");
        }

        new SourceImageCycles(new StreamCatalog(main.BootstrapStreams, streams), secrets).Check(streams.Streams, binder.Cursors);
        return ConfigurationResult<ImageStreamsConfiguration>.Of(streams, faults);
    }

    private async Task<JsonNode?> ReadJsonAsync(
        ConfigurationSource source, SecretVariables secrets, FaultList faults, CancellationToken cancellationToken)
    {
        try
        {
            return JsonReader.Read(await _fetcher.FetchAsync(source, cancellationToken), source.Display, faults);
        }
        catch (ImaginatorException e)
        {
            faults.Error(new ConfigurationPlace(source.Display), secrets.Masker.Mask(e.Message));
            return null;
        }
    }

    private static void AddPluginFaults(PluginSet plugins, FaultList faults)
    {
        foreach (var plugin in plugins.Failed)
        {
            faults.Warn(new ConfigurationPlace(plugin.Folder), $"the plugin {plugin.Name} is not loaded: {plugin.Reason}");
        }

        foreach (var conflict in plugins.Conflicts)
        {
            faults.Error(new ConfigurationPlace(conflict.FirstFile), conflict.ToString());
        }
    }
}
