using System.Security.Cryptography;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Host.Configuration;

/// <summary>
/// Reads the image streams again and again. What has not changed since the last time is not parsed again: the same text
/// gives the same result, the very same object. Not thread-safe.
/// </summary>
/// <param name="loader">Fetches the text.</param>
/// <param name="plugins">What the text is checked with.</param>
internal sealed class ImageStreamsReader(ConfigurationLoader loader, PluginSet plugins)
{
    // The text that was read last, and the last that was good: an edit that is taken back is no change.
    private Reading? _last;
    private Reading? _good;

    /// <summary>The text of the image streams that were returned last, if they were read anew then; else null.</summary>
    public byte[]? NewText { get; private set; }

    /// <summary>Forgets what was read, so that the next time everything is fetched and checked again.</summary>
    public void Forget() => _last = _good = null;

    /// <summary>Reads the image streams.</summary>
    /// <param name="main">The main configuration.</param>
    /// <param name="secrets">The variables of the variables file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The image streams, or what is wrong with them.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ConfigurationResult<ImageStreamsConfiguration>> ReadAsync(
        MainConfiguration main, SecretVariables secrets, CancellationToken cancellationToken)
    {
        NewText = null;
        if (main.ImageStreamsSource is not { } source)
        {
            return new ConfigurationResult<ImageStreamsConfiguration>(ImageStreamsConfiguration.Empty, []);
        }

        ConfigurationText? text;
        try
        {
            text = await loader.FetchAsync(source, _last?.Version, secrets, cancellationToken);
        }
        catch (ImaginatorException e)
        {
            return new ConfigurationResult<ImageStreamsConfiguration>(
                null, [new ConfigurationFault(FaultSeverity.Error, new ConfigurationPlace(source.Display), e.Message)]);
        }

        return text is null ? _last!.Result : Take(text, main, secrets);
    }

    /// <summary>Reads image streams from a text that was kept, in place of one that cannot be had.</summary>
    /// <param name="text">The text.</param>
    /// <param name="main">The main configuration.</param>
    /// <param name="secrets">The variables of the variables file.</param>
    /// <returns>The image streams, or what is wrong with them.</returns>
    public ConfigurationResult<ImageStreamsConfiguration> ReadKept(
        byte[] text, MainConfiguration main, SecretVariables secrets)
    {
        var hash = SHA256.HashData(text);
        var result = ConfigurationLoader.BindImageStreams(text, main, plugins, secrets);
        _good = result.IsUsable ? new Reading(hash, null, result) : null;
        return result;
    }

    private ConfigurationResult<ImageStreamsConfiguration> Take(
        ConfigurationText text, MainConfiguration main, SecretVariables secrets)
    {
        var hash = SHA256.HashData(text.Bytes);
        var known = new[] { _last, _good }.FirstOrDefault(reading => reading?.Hash.AsSpan().SequenceEqual(hash) == true);
        if (known is not null)
        {
            _last = known with { Version = text.Version };
            return known.Result;
        }

        // Reading blanks comment lines in place.
        NewText = [.. text.Bytes];
        _last = new Reading(hash, text.Version, ConfigurationLoader.BindImageStreams(text.Bytes, main, plugins, secrets));
        _good = _last.Result.IsUsable ? _last : _good;
        return _last.Result;
    }

    private sealed record Reading(
        byte[] Hash, ContentVersion? Version, ConfigurationResult<ImageStreamsConfiguration> Result);
}
