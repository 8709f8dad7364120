using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Configuration.Binding;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Configuration;

/// <summary>
/// Loads the configuration. What is wrong with it comes back as a list of all faults; only cancellation throws. A result
/// with errors has no value, so that whoever reloads keeps what worked. Thread-safe.
/// </summary>
/// <param name="http">Fetches what is on web servers. It stays the caller's.</param>
public sealed class ConfigurationLoader(ConfigurationHttp http)
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
            source, await ReadJsonAsync(source, faults, cancellationToken), faults);
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
        var faults = new FaultList();
        if (await BindMainAsync(document, plugins, secrets, faults, cancellationToken) is not { } main)
        {
            return ConfigurationResult<ImaginatorConfiguration>.Of(null, faults);
        }

        var streams = await LoadImageStreamsAsync(main, plugins, secrets, cancellationToken);
        faults.AddRange(streams.Faults);
        if (streams.Value is not { } imageStreams)
        {
            return ConfigurationResult<ImaginatorConfiguration>.Of(null, faults);
        }

        var configuration = new ImaginatorConfiguration(main, imageStreams);
        faults.AddRange(CheckTogether(document, configuration));
        return ConfigurationResult<ImaginatorConfiguration>.Of(configuration, faults);
    }

    /// <summary>Loads the main configuration and what it refers to, without the image streams.</summary>
    /// <param name="document">The main configuration.</param>
    /// <param name="plugins">The plugins.</param>
    /// <param name="secrets">The variables of the variables file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The main configuration, or errors.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ConfigurationResult<MainConfiguration>> LoadMainAsync(
        MainConfigurationDocument document, PluginSet plugins, SecretVariables secrets, CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        var main = await BindMainAsync(document, plugins, secrets, faults, cancellationToken);
        return ConfigurationResult<MainConfiguration>.Of(main, faults);
    }

    /// <summary>Checks what can be judged only with both parts at hand: that the streams to rebuild exist.</summary>
    /// <param name="document">The main configuration as it was read.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <returns>The faults.</returns>
    public static ImmutableArray<ConfigurationFault> CheckTogether(
        MainConfigurationDocument document, ImaginatorConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new FaultList();
        // What is wrong with the fields themselves has been reported: only the streams' faults are kept.
        var fields = document.Root is null
            ? null
            : JsonCursor.Root(document.Root, document.Source.Display, new FaultList()).AsFields();
        if (fields?.Find("ImageStreamsToAutoRebuild") is { } streams)
        {
            AutoRebuildCheck.Check(configuration, streams with { Faults = faults });
        }

        return faults.ToImmutable();
    }

    /// <summary>Loads the image streams configuration.</summary>
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
        ArgumentNullException.ThrowIfNull(secrets);
        if (main.ImageStreamsSource is not { } source)
        {
            return new ConfigurationResult<ImageStreamsConfiguration>(ImageStreamsConfiguration.Empty, []);
        }

        try
        {
            var text = await FetchAsync(source, known: null, secrets, cancellationToken);
            return BindImageStreams(text!.Bytes, main, plugins, secrets);
        }
        catch (ImaginatorException e)
        {
            var faults = new FaultList();
            faults.Error(new ConfigurationLocation(source.Display), e.Message);
            return ConfigurationResult<ImageStreamsConfiguration>.Of(null, faults);
        }
    }

    /// <summary>Fetches a text unless a web server says that it is still the one we know.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="known">The version we know; null to have the text in any case.</param>
    /// <param name="secrets">What must not be in an error message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text; null if it is the version we know.</returns>
    /// <exception cref="ImaginatorException">It cannot be had; the message does not name the source.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ConfigurationText?> FetchAsync(
        ConfigurationSource source, ContentVersion? known, SecretVariables secrets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(secrets);
        try
        {
            return await _fetcher.FetchAsync(source, known, cancellationToken);
        }
        catch (ImaginatorException e)
        {
            throw new ImaginatorException(secrets.Masker.Mask(e.Message), e);
        }
    }

    /// <summary>Reads the image streams from their text.</summary>
    /// <param name="text">The text; its comment lines are blanked in place.</param>
    /// <param name="main">The main configuration that the text belongs to.</param>
    /// <param name="plugins">The plugins.</param>
    /// <param name="secrets">The variables of the variables file.</param>
    /// <returns>The image streams, or errors.</returns>
    /// <exception cref="ArgumentException">The main configuration names no image streams.</exception>
    public static ConfigurationResult<ImageStreamsConfiguration> BindImageStreams(
        byte[] text, MainConfiguration main, PluginSet plugins, SecretVariables secrets)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(main);
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(secrets);
        var source = main.ImageStreamsSource?.Display
            ?? throw new ArgumentException("It names no image streams.", nameof(main));
        var faults = new FaultList();
        if (JsonReader.Read(text, source, faults) is not { } root
            || JsonCursor.Root(root, source, faults).AsFields() is not { } fields)
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

    private async Task<MainConfiguration?> BindMainAsync(
        MainConfigurationDocument document,
        PluginSet plugins,
        SecretVariables secrets,
        FaultList faults,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(secrets);
        faults.AddRange(document.Faults);
        AddPluginFaults(plugins, faults);
        return document.Root is not null
            && JsonCursor.Root(document.Root, document.Source.Display, faults).AsFields() is { } fields
                ? await MainConfigurationBinder.BindAsync(fields, plugins, secrets, _fetcher, cancellationToken)
                : null;
    }

    private async Task<JsonNode?> ReadJsonAsync(
        ConfigurationSource source, FaultList faults, CancellationToken cancellationToken)
    {
        try
        {
            return JsonReader.Read(await _fetcher.FetchAsync(source, cancellationToken), source.Display, faults);
        }
        catch (ImaginatorException e)
        {
            faults.Error(new ConfigurationLocation(source.Display), e.Message);
            return null;
        }
    }

    private static void AddPluginFaults(PluginSet plugins, FaultList faults)
    {
        foreach (var plugin in plugins.Failed)
        {
            faults.Warn(new ConfigurationLocation(plugin.Folder), $"the plugin {plugin.Name} is not loaded: {plugin.Reason}");
        }

        foreach (var conflict in plugins.Conflicts)
        {
            faults.Error(new ConfigurationLocation(conflict.FirstFile), conflict.ToString());
        }
    }
}
