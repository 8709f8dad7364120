using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Plugins;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration.ImageStreams;

/// <summary>
/// Reads the image streams repeatedly. Unchanged text is not parsed again: its result is the same object. Usable text is kept for
/// the next start. Not thread-safe.
/// </summary>
internal sealed class ImageStreamsReader(
    ConfigurationLoader loader, PluginSet plugins, ImageStreamsCache cache, TimeProvider timeProvider, ILogger logger)
{
    // The text of the last reading, and the last usable text: an edit that is reverted is not a change.
    private Reading? _last;
    private Reading? _usable;

    // What the file of the next start has.
    private (string Source, byte[] Text)? _kept;

    /// <summary>Forgets all readings, so that the next reading fetches and checks everything.</summary>
    public void Forget() => _last = _usable = null;

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

        return text is null ? _last!.Result : Accept(text, main, secrets);
    }

    /// <summary>Reads the image streams that an earlier run kept, with the time of their fetch; null if none are usable.</summary>
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

        _usable = reading;
        return (streams, kept.FetchedAt);
    }

    /// <summary>Keeps the last reading for the next start, if its text is usable, unless the file has it.</summary>
    public void KeepForNextStart(MainConfiguration main)
    {
        // The text and its result are one object: a text that was not found good cannot be kept under the result of another.
        if (main.ImageStreamsSource is not { } source || _last is not { Result.IsUsable: true, Text: var text }
            || (_kept is var (place, kept) && place == source.Display && kept.AsSpan().SequenceEqual(text)))
        {
            return;
        }

        try
        {
            cache.Keep(source, text, timeProvider.GetUtcNow());
            _kept = (source.Display, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again after the next reading; the running daemon does not need the file.
            ImageStreamsLog.NotKept(logger, cache.Path, e.Message);
        }
    }

    private ConfigurationResult<ImageStreamsConfiguration> Accept(
        ConfigurationText text, MainConfiguration main, SecretVariables secrets)
    {
        var known = new[] { _last, _usable }.FirstOrDefault(reading => reading?.Text.AsSpan().SequenceEqual(text.Bytes) == true);
        if (known is not null)
        {
            _last = known with { Version = text.Version };
            return known.Result;
        }

        _last = Read(text.Bytes, text.Version, main, secrets);
        _usable = _last.Result.IsUsable ? _last : _usable;
        return _last.Result;
    }

    private Reading Read(byte[] text, ContentVersion? version, MainConfiguration main, SecretVariables secrets) =>
        // A copy, because the parser blanks comment lines in place.
        new(text, version, ConfigurationLoader.BindImageStreams([.. text], main, plugins, secrets));

    // The text itself, not its hash, so that a daemon without certificates does not load OpenSSL before the first build.
    private sealed record Reading(
        byte[] Text, ContentVersion? Version, ConfigurationResult<ImageStreamsConfiguration> Result);
}
