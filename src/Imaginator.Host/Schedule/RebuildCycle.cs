using System.Collections.Concurrent;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Schedule;

/// <summary>One cycle: rebuilds each stream once, or has its newest image live on. Thread-safe.</summary>
/// <remarks>
/// All streams are handed to the queue as soon as what they build on has been rebuilt; the queue decides how many run at
/// once. Where a source stream could not be rebuilt, those that build on it are rebuilt all the same, on its old image:
/// their own manifests and packages stay fresh. They must not have the source built once more, though, which would fail as it
/// just did, once for each of them; where there is no old image, that is their failure.
/// </remarks>
/// <param name="plan">What is rebuilt in which order.</param>
/// <param name="queue">Builds.</param>
/// <param name="lifetimes">Extends the life of images.</param>
/// <param name="options">How long images live.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Where mistakes are told.</param>
internal sealed class RebuildCycle(
    RebuildPlan plan,
    IBuildQueue queue,
    ExpirationExtender lifetimes,
    RebuildOptions options,
    TimeProvider time,
    ILogger logger)
{
    private readonly ConcurrentDictionary<string, StreamRebuild> _streams = new(
        plan.Rebuilds.Select(rebuild => KeyValuePair.Create(
            rebuild.StreamName, new StreamRebuild(rebuild.StreamName, StreamRebuildState.Pending))),
        StringComparer.Ordinal);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly TaskCompletionSource<DateTimeOffset> _finished = new();

    /// <summary>How it stands.</summary>
    /// <returns>The snapshot.</returns>
    public RebuildCycleSnapshot ToSnapshot() => new(
        _startedAt,
        _finished.Task.IsCompletedSuccessfully ? _finished.Task.Result : null,
        [.. _streams.Values.OrderBy(stream => stream.StreamName, StringComparer.Ordinal)]);

    /// <summary>Runs the cycle.</summary>
    /// <param name="cancellationToken">Waits no longer; builds that run go on.</param>
    /// <returns>Completes when all streams have been rebuilt or extended.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rebuilds = new Dictionary<string, Task<bool>>(StringComparer.Ordinal);
        foreach (var rebuild in plan.Rebuilds)
        {
            var source = rebuild.WaitsFor is null ? Task.FromResult(true) : rebuilds[rebuild.WaitsFor];
            rebuilds.Add(rebuild.StreamName, RebuildAsync(rebuild, source, cancellationToken));
        }

        await Task.WhenAll(rebuilds.Values);
        _finished.TrySetResult(time.GetUtcNow());
    }

    /// <summary>Has the newest images of the streams that are not rebuilt yet live on: the cycle takes longer than planned.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it is done.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task ExtendPendingAsync(CancellationToken cancellationToken) => Task.WhenAll(
        _streams.Values.Where(stream => stream.State == StreamRebuildState.Pending).Select(stream => lifetimes.ExtendAsync(
            stream.StreamName, "its rebuild takes longer than the interval", cancellationToken)));

    /// <summary>Rebuilds a stream, or has its newest image live on.</summary>
    /// <returns>Whether there is a new image.</returns>
    private async Task<bool> RebuildAsync(PlannedRebuild rebuild, Task<bool> source, CancellationToken cancellationToken)
    {
        var isSourceFresh = await source;
        try
        {
            var outcome = await BuildAsync(rebuild, isSourceFresh, cancellationToken);
            _streams[rebuild.StreamName] = outcome.Result switch
            {
                { IsUnchanged: true } result => new StreamRebuild(
                    rebuild.StreamName, StreamRebuildState.Extended, result.ImageName, "its inputs have not changed"),
                { } result => new StreamRebuild(rebuild.StreamName, StreamRebuildState.Rebuilt, result.ImageName),
                null => await ExtendAsync(rebuild.StreamName, outcome.Error, cancellationToken),
            };
            return outcome.Result is not null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // It must not keep the others from being rebuilt.
            ScheduleLog.Unexpected(logger, e);
            _streams[rebuild.StreamName] = new StreamRebuild(rebuild.StreamName, StreamRebuildState.Failed, "", e.Message);
            return false;
        }
    }

    private async Task<StreamRebuild> ExtendAsync(string streamName, string reason, CancellationToken cancellationToken)
    {
        var extension = await lifetimes.ExtendAsync(streamName, reason, cancellationToken);
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
            // Detached: when the daemon stops, it is the queue that ends builds, and remembers to retry them.
            using var ticket = queue.Submit(
                new QueuedRequest(request, BuildReason.AutoRebuild, Caller.Daemon) { IsDetached = true });
            return await ticket.Completion.WaitAsync(cancellationToken);
        }
        catch (BuildRefusedException e)
        {
            // Disabled meanwhile, or the daemon is stopping.
            cancellationToken.ThrowIfCancellationRequested();
            return new BuildOutcome(BuildOutcomeKind.Cancelled, e.Message);
        }
    }
}
