using Imaginator.ImageStores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration.Directories;

/// <summary>
/// Creates the directory of each stream and its parents in the image store: at the start, and when streams are added. Failures
/// are retried.
/// </summary>
internal sealed class StreamDirectories(
    LiveConfiguration configuration, IImageStore store, TimeProvider timeProvider, ILogger<StreamDirectories> logger)
    : BackgroundService
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromMinutes(5);

    // Existing directories. A build recreates its directory if it was deleted later.
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = new SemaphoreSlim(1);
        configuration.Changed += OnChanged;
        try
        {
            while (true)
            {
                await changes.WaitAsync(stoppingToken);
                await CreateMissingAsync(stoppingToken);
            }
        }
        finally
        {
            configuration.Changed -= OnChanged;
        }

        void OnChanged(object? sender, EventArgs e) => changes.Release();
    }

    private async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        for (var delay = InitialDelay; ; delay = delay * 2 < MaximumDelay ? delay * 2 : MaximumDelay)
        {
            // Read each time, because the configuration can change during the delay.
            var missing = StreamNames().Where(name => !_created.Contains(name)).ToList();
            if (missing.Count == 0)
            {
                return;
            }

            try
            {
                await CreateAsync(missing, cancellationToken);
                DirectoriesLog.Created(logger, missing.Count);
            }
            catch (ImageStoreException e)
            {
                DirectoriesLog.NotCreated(
                    logger, missing.Count(name => !_created.Contains(name)), (int)delay.TotalSeconds, e.Message);
                await Task.Delay(delay, timeProvider, cancellationToken);
            }
        }
    }

    private async Task CreateAsync(List<string> names, CancellationToken cancellationToken)
    {
        try
        {
            await store.MakeDirectoriesAsync(names, cancellationToken);
            _created.UnionWith(names);
        }
        catch (ImageStoreException e) when (e.Reason is ImageStoreError.BadRequest or ImageStoreError.ImageExists)
        {
            // A fault of one directory must not affect the others.
            await CreateOneByOneAsync(names, cancellationToken);
        }
    }

    private async Task CreateOneByOneAsync(List<string> names, CancellationToken cancellationToken)
    {
        ImageStoreException? failure = null;
        foreach (var name in names)
        {
            try
            {
                await store.MakeDirectoryAsync(name, cancellationToken);
                _created.Add(name);
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
