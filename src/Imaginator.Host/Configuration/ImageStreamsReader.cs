using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Plugins;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>
/// Reads the image streams again and again. What has not changed since the last time is not parsed again: the same text
/// gives the same result, the very same object. Not thread-safe.
/// </summary>
/// <param name="loader">Fetches the text.</param>
/// <param name="plugins">What the text is checked with.</param>
/// <param name="cache">Keeps good texts for the next start.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Where it is said that a text cannot be kept.</param>
internal sealed class ImageStreamsReader(
    ConfigurationLoader loader, PluginSet plugins, ImageStreamsCache cache, TimeProvider time, ILogger logger)
{
    // The text that was read last, and the last that was good: an edit that is taken back is no change.
    private Reading? _last;
    private Reading? _good;

    // What was read last, until it is kept.
    private byte[]? _unkept;

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
                null, [new ConfigurationFault(FaultSeverity.Error, new ConfigurationLocation(source.Display), e.Message)]);
        }

        return text is null ? _last!.Result : Take(text, main, secrets);
    }

    /// <summary>Reads the image streams that an earlier run has kept, in place of those that cannot be had.</summary>
    /// <param name="main">The main configuration.</param>
    /// <param name="secrets">The variables of the variables file.</param>
    /// <returns>The image streams and when they were fetched; null if there are none that can be used.</returns>
    public (ImageStreamsConfiguration Streams, DateTimeOffset FetchedAt)? ReadKept(
        MainConfiguration main, SecretVariables secrets)
    {
        if (main.ImageStreamsSource is not { } source || cache.Find(source) is not { } kept)
        {
            return null;
        }

        var reading = Read(kept.Bytes, version: null, main, secrets);
        if (reading.Result.Value is not { } streams)
        {
            return null;
        }

        _good = reading;
        return (streams, kept.FetchedAt);
    }

    /// <summary>Keeps what was read last, which is good, for the next start; nothing if it is kept already.</summary>
    /// <param name="main">The main configuration.</param>
    public void KeepForNextStart(MainConfiguration main)
    {
        if (main.ImageStreamsSource is not { } source || _unkept is not { } text)
        {
            return;
        }

        try
        {
            cache.Keep(source, text, time.GetUtcNow());
            _unkept = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again with the next version: the daemon itself does not need it.
            ConfigurationLog.CannotKeep(logger, cache.Path, e.Message);
        }
    }

    private ConfigurationResult<ImageStreamsConfiguration> Take(
        ConfigurationText text, MainConfiguration main, SecretVariables secrets)
    {
        var known = new[] { _last, _good }.FirstOrDefault(reading => reading?.Text.AsSpan().SequenceEqual(text.Bytes) == true);
        if (known is not null)
        {
            _last = known with { Version = text.Version };
            return known.Result;
        }

        _last = Read(text.Bytes, text.Version, main, secrets);
        _unkept = _last.Text;
        _good = _last.Result.IsUsable ? _last : _good;
        return _last.Result;
    }

    private Reading Read(byte[] text, ContentVersion? version, MainConfiguration main, SecretVariables secrets) =>
        // A copy is read, because reading blanks comment lines in place.
        new(text, version, ConfigurationLoader.BindImageStreams([.. text], main, plugins, secrets));

    // The text itself, and no hash of it: a daemon without certificates then has no need of OpenSSL before the first build.
    private sealed record Reading(
        byte[] Text, ContentVersion? Version, ConfigurationResult<ImageStreamsConfiguration> Result);
}
