using System.Collections.Concurrent;
using Imaginator.Building.Events;
using Imaginator.Building.Streams;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Recording.History;
using Imaginator.Host.Recording.Logs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Recording;

/// <summary>
/// Writes down what happens to builds: their records into the history, their output into logs, and those into the archive.
/// Thread-safe as <see cref="IBuildListener"/> asks for.
/// </summary>
/// <remarks>
/// A history that cannot be written to, as the disk is full say, stops no build. What could not be written is kept in memory
/// and written as soon as that works again.
/// </remarks>
internal sealed class BuildRecorder : IBuildListener, IHostedService, IDisposable
{
    /// <summary>How often what could not be written is tried again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    // How many builds pass between two looks at how long the history has become.
    private const int BuildsBetweenTrims = 500;

    // More than this a disk that stays full does not get to keep in memory: the oldest are forgotten.
    private const int MostUnsaved = 10_000;

    private readonly Lock _saving = new();
    private readonly ConcurrentDictionary<BuildId, BuildRecord> _current = new();
    private readonly ConcurrentDictionary<BuildId, BuildRecord> _unsaved = new();
    private readonly ConcurrentDictionary<BuildId, Task> _archiving = new();
    private readonly BuildHistory _history;
    private readonly BuildLogs _logs;
    private readonly Func<string, StreamDefinition?> _findStream;
    private readonly RecordingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<BuildRecorder> _logger;
    private readonly ITimer _retry;
    private int _finished;

    /// <summary>Starts to record. Builds that an earlier process left behind are marked as interrupted.</summary>
    public BuildRecorder(
        BuildHistory history,
        BuildLogs logs,
        Func<string, StreamDefinition?> findStream,
        RecordingOptions options,
        TimeProvider time,
        ILogger<BuildRecorder> logger)
    {
        _history = history;
        _logs = logs;
        _findStream = findStream;
        _options = options;
        _time = time;
        _logger = logger;
        _retry = time.CreateTimer(_ => SaveUnsaved(), null, RetryInterval, RetryInterval);
        TryWrite(() =>
        {
            var count = history.MarkInterrupted(time.GetUtcNow());
            if (count > 0)
            {
                RecordingLog.BuildsInterrupted(logger, count);
            }
        });
        Trim();
    }

    /// <summary>A build that waits or runs, as it is now; null for any other.</summary>
    public BuildRecord? FindCurrent(BuildId id) => _current.GetValueOrDefault(id);

    /// <summary>Whether everything that happened is in the history.</summary>
    public bool IsUpToDate => _unsaved.IsEmpty;

    public void Queued(BuildSnapshot build) => Keep(RecordedBuild.Queued(build, FindStream(build.StreamName)));

    public void Joined(BuildSnapshot build, QueuedRequest request) =>
        Change(build.Id, record => record with { Joined = record.Joined.Add(request.Caller.DisplayName) });

    public void Started(BuildSnapshot build)
    {
        _logs.TryBegin(build.Id, build.StreamName);
        Change(build.Id, record => RecordedBuild.Started(record, build));
    }

    public void OnEvent(BuildSnapshot build, BuildEvent buildEvent)
    {
        if (!_current.TryGetValue(build.Id, out var before))
        {
            return;
        }

        var after = RecordedBuild.After(before, buildEvent, build.StageStartedAt ?? _time.GetUtcNow());
        if (!ReferenceEquals(after.Inputs, before.Inputs))
        {
            Keep(after);
        }
        else if (!ReferenceEquals(after, before))
        {
            _current[build.Id] = after;
            SaveLastStage(after);
        }
    }

    public void Output(BuildId id, ReadOnlySpan<byte> output) => _logs.FindLive(id)?.Append(output);

    public void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
        Change(build.Id, record => RecordedBuild.Finished(record, build, outcome));
        _current.TryRemove(build.Id, out _);
        Archive(build.Id);
        if (Interlocked.Increment(ref _finished) % BuildsBetweenTrims == 0)
        {
            Trim();
        }
    }

    public void Interrupted(BuildId id, QueuedRequest request, BuildId? retriedAs) => TryWrite(() =>
    {
        // Marked already, unless the history is newer than the queue's state.
        var isKnown = retriedAs is { } other ? _history.SetRetriedAs(id, other) : _history.Find(id) is not null;
        if (!isKnown)
        {
            Save(RecordedBuild.Interrupted(id, request, retriedAs, _time.GetUtcNow()));
        }
    });

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until the logs of builds that are over are in the archive. What does not get there now, does at the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        SaveUnsaved();
        await Task.WhenAll(_archiving.Values).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _retry.Dispose();

    private StreamDefinition? FindStream(string name)
    {
        try
        {
            return _findStream(name);
        }
        catch (ImaginatorException e)
        {
            // Two patterns match: the build will say so itself.
            RecordingLog.StreamNotFound(_logger, name, e.Message);
            return null;
        }
    }

    private void Keep(BuildRecord record)
    {
        _current[record.Id] = record;
        Save(record);
    }

    private void Change(BuildId id, Func<BuildRecord, BuildRecord> change)
    {
        if (_current.TryGetValue(id, out var record))
        {
            Keep(change(record));
        }
    }

    /// <summary>Saves the last stage by itself: a build has many.</summary>
    private void SaveLastStage(BuildRecord record)
    {
        if (_unsaved.ContainsKey(record.Id)
            || !TryWrite(() => _history.SaveStage(record.Id, record.Stages.Length - 1, record.Stages[^1])))
        {
            Save(record);
        }
    }

    private void Save(BuildRecord record)
    {
        _unsaved[record.Id] = record;
        SaveUnsaved();
        while (_unsaved.Count > MostUnsaved)
        {
            var oldest = _unsaved.Keys.Min();
            _unsaved.TryRemove(oldest, out _);
            RecordingLog.RecordForgotten(_logger, oldest);
        }
    }

    private void SaveUnsaved()
    {
        lock (_saving)
        {
            foreach (var (id, record) in _unsaved)
            {
                if (!TryWrite(() => _history.Save(record)))
                {
                    return;
                }

                // Unless there is a newer one by now.
                _unsaved.TryRemove(new KeyValuePair<BuildId, BuildRecord>(id, record));
            }
        }
    }

    private void Trim() => TryWrite(() =>
    {
        var count = _history.Trim(_options.MaximumBuilds, _time.GetUtcNow() - _options.MaximumAgeOfLatest);
        if (count > 0)
        {
            RecordingLog.HistoryTrimmed(_logger, count);
        }
    });

    private void Archive(BuildId id)
    {
        if (_logs.FindLive(id) is null)
        {
            return;
        }

        // Whoever waits for the build does not wait for the compression of its log.
        var task = Task.Run(() => _logs.TryArchive(id));
        _archiving[id] = task;
        _ = task.ContinueWith(
            _ => _archiving.TryRemove(id, out Task? _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private bool TryWrite(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (HistoryFailure.Is(e))
        {
            RecordingLog.HistoryNotWritten(_logger, e.Message);
            return false;
        }
    }
}
