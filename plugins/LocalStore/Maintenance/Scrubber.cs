using Imaginator.ImageStores.Maintenance;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>
/// Reads all objects at a limited rate and compares them with their hashes. Marks damaged ones, so that uploads replace them and clients
/// learn that they are not available. Objects that cannot be read are only counted.
/// </summary>
internal sealed class Scrubber(ObjectDirectory objects, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Shorter pauses are collected.</summary>
    private static readonly TimeSpan MinimumPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private long _objects;
    private long _bytes;
    private int _damaged;
    private int _unreadable;
    private string _firstFailure = "";

    public async Task<StoreScrubReport> RunAsync(long bytesPerSecond, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();

        // A daemon that is often restarted must not read the same objects each time.
        var first = Environment.TickCount & (ObjectDirectory.PrefixCount - 1);
        for (var i = 0; i < ObjectDirectory.PrefixCount; i++)
        {
            foreach (var item in objects.List((first + i) % ObjectDirectory.PrefixCount))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (item.Hash is not { } hash)
                {
                    continue;
                }

                Check(hash, cancellationToken);
                var pause = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond) - timeProvider.GetElapsedTime(started);
                if (pause >= MinimumPause)
                {
                    await Task.Delay(pause < LongestPause ? pause : LongestPause, timeProvider, cancellationToken);
                }
            }
        }

        LocalStoreLog.Scrubbed(logger, _objects, _bytes, _damaged);
        if (_unreadable > 0)
        {
            LocalStoreLog.ObjectsUnreadable(logger, _unreadable, _firstFailure);
        }

        return new StoreScrubReport(_objects, _bytes, _damaged) { Unreadable = _unreadable };
    }

    private void Check(ObjectHash hash, CancellationToken cancellationToken)
    {
        try
        {
            Compare(hash, cancellationToken);
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            if (_unreadable++ == 0)
            {
                _firstFailure = StoreErrors.Unreadable($"object {hash} ({objects.PathOf(hash)})", e).Message;
            }
        }
    }

    private void Compare(ObjectHash hash, CancellationToken cancellationToken)
    {
        if (objects.TryGetLength(hash) is not { } length)
        {
            // It was removed after the listing.
            return;
        }

        var wasUsable = objects.TryGetUsableLength(hash) is not null;
        var isSound = new ObjectVerification(objects).HasContents(hash, cancellationToken);
        if (isSound is null)
        {
            return;
        }

        _objects++;
        _bytes += length;
        if (isSound == false)
        {
            _damaged++;
            if (wasUsable)
            {
                LocalStoreLog.ObjectDamaged(logger, hash.ToString(), objects.PathOf(hash));
            }
        }
    }
}
