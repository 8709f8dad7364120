using System.Collections.Concurrent;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Schedule;

/// <summary>One cycle: rebuilds each stream once, or extends its newest image. Thread-safe.</summary>
/// <remarks>
/// A stream enters the queue when its source stream has been rebuilt; the queue limits the number of running builds. If a
/// source stream cannot be rebuilt, the streams built on it are rebuilt on its old image, so that their own manifests and
/// packages stay current. These builds must not build the source again: it would fail once for each of them. A missing old
/// image is their failure.
/// </remarks>
internal sealed class RebuildCycle(
    RebuildPlan plan,
    IBuildQueue queue,
    ExpirationExtender extender,
    RebuildOptions options,
    TimeProvider timeProvider,
    ILogger logger)
{
    private readonly ConcurrentDictionary<string, StreamRebuild> _streams = new(
        plan.Rebuilds.Select(rebuild => KeyValuePair.Create(
            rebuild.StreamName, new StreamRebuild(rebuild.StreamName, StreamRebuildState.Pending))),
        StringComparer.Ordinal);

    private readonly DateTimeOffset _startedAt = timeProvider.GetUtcNow();
    private readonly TaskCompletionSource<DateTimeOffset> _finished = new();

    public RebuildCycleSnapshot ToSnapshot() => new(
        _startedAt,
        _finished.Task.IsCompletedSuccessfully ? _finished.Task.Result : null,
        [.. _streams.Values.OrderBy(stream => stream.StreamName, StringComparer.Ordinal)]);

    /// <summary>Runs the cycle until all streams are rebuilt or extended. Cancellation ends the wait; running builds continue.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rebuilds = new Dictionary<string, Task<bool>>(StringComparer.Ordinal);
        foreach (var rebuild in plan.Rebuilds)
        {
            var source = rebuild.WaitsFor is null ? Task.FromResult(true) : rebuilds[rebuild.WaitsFor];
            rebuilds.Add(rebuild.StreamName, RebuildAsync(rebuild, source, cancellationToken));
        }

        await Task.WhenAll(rebuilds.Values);
        _finished.TrySetResult(timeProvider.GetUtcNow());
    }

    /// <summary>Extends the newest images of all pending streams, because the cycle takes longer than the interval.</summary>
    public Task ExtendPendingAsync(CancellationToken cancellationToken) => Task.WhenAll(
        _streams.Values.Where(stream => stream.State == StreamRebuildState.Pending).Select(stream => extender.ExtendAsync(
            stream.StreamName, "the rebuild takes longer than the interval", cancellationToken)));

    /// <summary>Rebuilds a stream, or extends its newest image; returns whether there is a new image.</summary>
    private async Task<bool> RebuildAsync(PlannedRebuild rebuild, Task<bool> source, CancellationToken cancellationToken)
    {
        var isSourceFresh = await source;
        try
        {
            var outcome = await BuildAsync(rebuild, isSourceFresh, cancellationToken);
            _streams[rebuild.StreamName] = outcome.Result switch
            {
                { IsUnchanged: true } result => new StreamRebuild(
                    rebuild.StreamName, StreamRebuildState.Extended, result.ImageName, "the inputs have not changed"),
                { } result => new StreamRebuild(rebuild.StreamName, StreamRebuildState.Rebuilt, result.ImageName),
                null => await ExtendAsync(rebuild.StreamName, outcome.Error, cancellationToken),
            };
            return outcome.Result is not null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The error must not prevent the rebuilds of other streams.
            ScheduleLog.Unexpected(logger, e);
            _streams[rebuild.StreamName] = new StreamRebuild(rebuild.StreamName, StreamRebuildState.Failed, "", e.Message);
            return false;
        }
    }

    private async Task<StreamRebuild> ExtendAsync(string streamName, string reason, CancellationToken cancellationToken)
    {
        var extension = await extender.ExtendAsync(streamName, reason, cancellationToken);
        return extension.ImageName is { } image
            ? new StreamRebuild(streamName, StreamRebuildState.Extended, image, reason)
            : new StreamRebuild(streamName, StreamRebuildState.Failed, "", $"{reason}; {extension.Error}");
    }

    private async Task<BuildOutcome> BuildAsync(
        PlannedRebuild rebuild, bool isSourceFresh, CancellationToken cancellationToken)
    {
        var request = new BuildRequest
        {
            StreamName = rebuild.StreamName,
            ExpiresIn = options.ImageLifetime,
            MaximumBuildDuration = options.MaximumBuildDuration,
            SkipIfUnchangedFor = options.RebuildUnchangedAfter,
            DisableRecursiveBuild = rebuild.IsDirect && !isSourceFresh,
        };
        try
        {
            // Detached: when the daemon stops, the queue ends the builds, and the next daemon retries them.
            using var subscription = queue.Submit(
                new QueuedRequest(request, BuildReason.AutoRebuild, Caller.Daemon) { IsDetached = true });
            return await subscription.Completion.WaitAsync(cancellationToken);
        }
        catch (BuildRefusedException e)
        {
            // Rebuilds were disabled, or the daemon is stopping.
            cancellationToken.ThrowIfCancellationRequested();
            return new BuildOutcome(BuildOutcomeKind.Cancelled, e.Message);
        }
    }
}
