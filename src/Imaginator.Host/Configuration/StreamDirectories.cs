using Imaginator.ImageStores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>
/// Sees to it that each stream has its directory on the image server, with all parents: at the start and whenever streams
/// are added. What cannot be made is tried again until it can.
/// </summary>
/// <param name="configuration">The streams.</param>
/// <param name="server">The image server.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Where failures are told.</param>
internal sealed class StreamDirectories(
    LiveConfiguration configuration, IImageStore server, TimeProvider time, ILogger<StreamDirectories> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    // What is there; a directory that somebody deletes later is made again by the build that needs it.
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = new SemaphoreSlim(1);
        configuration.Changed += OnChanged;
        try
        {
            while (true)
            {
                await changes.WaitAsync(stoppingToken);
                await MakeNewAsync(stoppingToken);
            }
        }
        finally
        {
            configuration.Changed -= OnChanged;
        }

        void OnChanged(object? sender, EventArgs e) => changes.Release();
    }

    private async Task MakeNewAsync(CancellationToken cancellationToken)
    {
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            // Asked for again each time: by now there may be others.
            var missing = StreamNames().Where(name => !_made.Contains(name)).ToList();
            if (missing.Count == 0)
            {
                return;
            }

            try
            {
                await MakeAsync(missing, cancellationToken);
                ConfigurationLog.DirectoriesMade(logger, missing.Count);
            }
            catch (ImageStoreException e)
            {
                ConfigurationLog.CannotMakeDirectories(
                    logger, missing.Count(name => !_made.Contains(name)), (int)delay.TotalSeconds, e.Message);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private async Task MakeAsync(List<string> names, CancellationToken cancellationToken)
    {
        try
        {
            await server.MakeDirectoriesAsync(names, cancellationToken);
            _made.UnionWith(names);
        }
        catch (ImageStoreException e) when (e.Reason is ImageStoreError.BadRequest or ImageStoreError.ImageExists)
        {
            // One of them is the matter; the others must not go without.
            await MakeOneByOneAsync(names, cancellationToken);
        }
    }

    private async Task MakeOneByOneAsync(List<string> names, CancellationToken cancellationToken)
    {
        ImageStoreException? failure = null;
        foreach (var name in names)
        {
            try
            {
                await server.MakeDirectoryAsync(name, cancellationToken);
                _made.Add(name);
            }
            catch (ImageStoreException e) when (e.Reason is ImageStoreError.BadRequest or ImageStoreError.ImageExists)
            {
                failure = e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private IEnumerable<string> StreamNames()
    {
        var current = configuration.Current;
        return current.Main.BootstrapStreams.Keys
            .Concat(current.ImageStreams.Streams.Select(stream => stream.Name))
            .Distinct(StringComparer.Ordinal);
    }
}
