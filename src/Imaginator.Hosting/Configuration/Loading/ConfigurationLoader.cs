using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Configuration.Binding;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Permissions;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Configuration.Loading;

/// <summary>
/// Loads the configuration. Faults are returned as a list; only cancellation throws. A result with errors has no value, so that a
/// reload keeps the previous configuration. Thread-safe.
/// </summary>
public sealed class ConfigurationLoader(ConfigurationHttp http)
{
    private readonly ConfigurationFetcher _fetcher = new(http);

    /// <summary>Reads the text of the main configuration.</summary>
    public async Task<MainConfigurationDocument> ReadMainAsync(string url, CancellationToken cancellationToken)
    {
        var source = ConfigurationSource.Of(url);
        var faults = new FaultList();
        return new MainConfigurationDocument(
            source, await ReadJsonAsync(source, faults, cancellationToken), faults);
    }

    /// <summary>Loads the main configuration, the files that it refers to, and the image streams.</summary>
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

    /// <summary>Loads the main configuration and the files that it refers to, without the image streams.</summary>
    public async Task<ConfigurationResult<MainConfiguration>> LoadMainAsync(
        MainConfigurationDocument document, PluginSet plugins, SecretVariables secrets, CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        var main = await BindMainAsync(document, plugins, secrets, faults, cancellationToken);
        return ConfigurationResult<MainConfiguration>.Of(main, faults);
    }

    /// <summary>Checks that depend on both parts: whether the streams to rebuild, and those of receivers of notifications, exist.</summary>
    public static ImmutableArray<ConfigurationFault> CheckTogether(
        MainConfigurationDocument document, ImaginatorConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new FaultList();
        // Faults of the fields themselves are reported already: only faults of the streams are kept.
        var fields = document.Root is null
            ? null
            : JsonCursor.Root(document.Root, document.Source.Display, new FaultList()).AsFields();
        if (fields?.Find("ImageStreamsToAutoRebuild") is { } streams)
        {
            AutoRebuildCheck.Check(configuration, streams with { Faults = faults });
        }

        NotificationStreamsCheck.Check(configuration, fields?.Find(NotificationsBinder.FieldName), faults);

        return faults.ToImmutable();
    }

    /// <summary>Loads the image streams configuration.</summary>
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

    /// <summary>Returns null if a web server reports that the known version is still current. Errors do not contain the secrets.</summary>
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

    /// <summary>Parses the image streams. The method changes the text.</summary>
    public static ConfigurationResult<ImageStreamsConfiguration> BindImageStreams(
        byte[] text, MainConfiguration main, PluginSet plugins, SecretVariables secrets)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(main);
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(secrets);
        var source = main.ImageStreamsSource?.Display
            ?? throw new ArgumentException("the configuration has no image streams", nameof(main));
        var faults = new FaultList();
        WarnOfWriters(main.ImageStreamsSource!, faults);
        if (JsonReader.Read(text, source, faults) is not { } root
            || JsonCursor.Root(root, source, faults).AsRequiredFields() is not { } fields)
        {
            return ConfigurationResult<ImageStreamsConfiguration>.Of(null, faults);
        }

        var binder = new ImageStreamsBinder(plugins, secrets);
        var streams = binder.Bind(fields);
        foreach (var stream in streams.Streams.Where(stream => main.BootstrapStreams.ContainsKey(stream.Name)))
        {
            binder.Cursors[stream.Name].Warn("it is never built because a bootstrap stream has the same name; rename one of them");
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
        AddPluginFaults(document, plugins, faults);
        return document.Root is not null
            && JsonCursor.Root(document.Root, document.Source.Display, faults).AsRequiredFields() is { } fields
                ? await MainConfigurationBinder.BindAsync(fields, plugins, secrets, _fetcher, cancellationToken)
                : null;
    }

    private async Task<JsonNode?> ReadJsonAsync(
        ConfigurationSource source, FaultList faults, CancellationToken cancellationToken)
    {
        try
        {
            WarnOfWriters(source, faults);
            return JsonReader.Read(await _fetcher.FetchAsync(source, cancellationToken), source.Display, faults);
        }
        catch (ImaginatorException e)
        {
            faults.Error(new ConfigurationLocation(source.Display), e.Message);
            return null;
        }
    }

    /// <summary>A file that every user can write is not read at all.</summary>
    private static void WarnOfWriters(ConfigurationSource source, FaultList faults)
    {
        if (source.FilePath is { Length: > 0 } path && FileTrust.FindOtherWriter(path) is { } fault)
        {
            faults.Warn(new ConfigurationLocation(source.Display), $"not only root can change the configuration: {fault}");
        }
    }

    /// <summary>Only the streams that need these plugins are unusable, which is reported for each of them.</summary>
    private static void AddPluginFaults(MainConfigurationDocument document, PluginSet plugins, FaultList faults)
    {
        foreach (var plugin in plugins.Failed)
        {
            foreach (var fault in plugin.Faults)
            {
                faults.Warn(
                    PluginFieldCheck.FindSetting(document.Root, document.Source.Display, plugin, fault)
                        ?? new ConfigurationLocation(plugin.Folder),
                    $"the plugin {plugin.NameAndVersion} is not loaded: {fault.Text}");
            }

            if (plugin.Faults.IsEmpty)
            {
                faults.Warn(
                    PluginFieldCheck.FindSetting(document.Root, document.Source.Display, plugin) ?? new ConfigurationLocation(plugin.Folder),
                    $"the plugin {plugin.NameAndVersion} is not loaded: {plugin.Reason}");
            }
        }

        foreach (var conflict in plugins.Conflicts)
        {
            faults.StreamError(new ConfigurationLocation(conflict.FirstFile), conflict.ToString());
        }
    }
}
