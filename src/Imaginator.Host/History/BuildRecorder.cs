using System.Collections.Concurrent;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Streams;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.History.Retries;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History;

/// <summary>
/// Saves the records of builds to the history, their output to logs, and complete logs to the archive. Thread-safe as
/// <see cref="IBuildListener"/> requires.
/// </summary>
/// <remarks>
/// Builds go on if writing to the history fails, for instance because the disk is full. Unsaved records stay in memory and are
/// saved as soon as writing works again.
/// </remarks>
internal sealed class BuildRecorder : IBuildListener, IHostedService, IDisposable
{
    /// <summary>The time between two attempts to save unsaved records.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    // The number of finished builds between two checks of the length of the history.
    private const int BuildsBetweenTrims = 500;

    // The maximum number of unsaved records in memory while a disk stays full; the oldest are dropped.
    private const int MaximumUnsaved = 10_000;

    private readonly Lock _saving = new();
    private readonly ConcurrentDictionary<BuildId, BuildRecord> _current = new();
    private readonly ConcurrentDictionary<BuildId, BuildRecord> _unsaved = new();
    private readonly ConcurrentDictionary<BuildId, Task> _archiving = new();
    private readonly BuildHistory _history;
    private readonly BuildLogs _logs;
    private readonly Func<string, StreamDefinition?> _findStream;
    private readonly KeptVariables _kept;
    private readonly HistoryOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<BuildRecorder> _logger;
    private readonly ITimer _retry;
    private int _finished;

    /// <summary>Marks the unfinished builds of an earlier process as interrupted, and starts to record.</summary>
    public BuildRecorder(
        BuildHistory history,
        BuildLogs logs,
        Func<string, StreamDefinition?> findStream,
        KeptVariables kept,
        HistoryOptions options,
        TimeProvider timeProvider,
        ILogger<BuildRecorder> logger)
    {
        _history = history;
        _logs = logs;
        _findStream = findStream;
        _kept = kept;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
        _retry = timeProvider.CreateTimer(_ => SaveUnsaved(), null, RetryInterval, RetryInterval);
        TryWrite(() =>
        {
            var count = history.MarkInterrupted(timeProvider.GetUtcNow());
            if (count > 0)
            {
                HistoryLog.BuildsInterrupted(logger, count);
            }
        });
        Trim();
    }

    /// <summary>Finds the record of a build that waits or runs; null for any other build.</summary>
    public BuildRecord? FindCurrent(BuildId id) => _current.GetValueOrDefault(id);

    /// <summary>Whether all records are in the history.</summary>
    public bool IsUpToDate => _unsaved.IsEmpty;

    public void Queued(BuildSnapshot build)
    {
        SetCurrent(BuildRecordSteps.Queued(build, FindStream(build.Request.BuildRequest.StreamName), _kept));
        if (build.Request is { Reason: BuildReason.Request, RetryOf: { } first })
        {
            TryWrite(() => _history.SetRetriedAs(first, build.Id));
        }
    }

    public void Joined(BuildSnapshot build, QueuedRequest request) =>
        Change(build.Id, record => record with { Joined = record.Joined.Add(request.Caller.DisplayName) });

    public void Started(BuildSnapshot build)
    {
        _logs.TryBegin(build.Id, build.StreamName);
        Change(build.Id, record => BuildRecordSteps.Started(record, build));
    }

    public void OnEvent(BuildSnapshot build, BuildEvent buildEvent)
    {
        if (!_current.TryGetValue(build.Id, out var before))
        {
            return;
        }

        var after = BuildRecordSteps.After(before, buildEvent, build.StageStartedAt ?? _timeProvider.GetUtcNow());
        if (!ReferenceEquals(after.Inputs, before.Inputs))
        {
            SetCurrent(after);
        }
        else if (!ReferenceEquals(after, before))
        {
            _current[build.Id] = after;
            SaveLastStage(after);
        }
    }

    public void Output(BuildId id, ReadOnlySpan<byte> output) => _logs.FindLive(id)?.Append(output);

    public void EnterStage(BuildId id, BuildStage stage) => _logs.FindLive(id)?.BeginStage(stage.ToDisplay());

    public void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
        Change(build.Id, record => BuildRecordSteps.Finished(record, build, outcome));
        _current.TryRemove(build.Id, out _);
        Archive(build.Id);
        if (Interlocked.Increment(ref _finished) % BuildsBetweenTrims == 0)
        {
            Trim();
        }
    }

    public void Interrupted(BuildId id, QueuedRequest request, BuildId? retriedAs) => TryWrite(() =>
    {
        // The history usually has the build, unless it is newer than the queue's state.
        var isKnown = retriedAs is { } other ? _history.SetRetriedAs(id, other) : _history.Find(id) is not null;
        if (!isKnown)
        {
            Save(BuildRecordSteps.Interrupted(id, request, retriedAs, _kept, _timeProvider.GetUtcNow()));
        }
    });

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until the logs of finished builds are in the archive. The next start archives the rest.</summary>
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
            // Two patterns match. The build fails with the same error.
            HistoryLog.StreamNotFound(_logger, name, e.Message);
            return null;
        }
    }

    private void SetCurrent(BuildRecord record)
    {
        _current[record.Id] = record;
        Save(record);
    }

    private void Change(BuildId id, Func<BuildRecord, BuildRecord> change)
    {
        if (_current.TryGetValue(id, out var record))
        {
            SetCurrent(change(record));
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
        while (_unsaved.Count > MaximumUnsaved)
        {
            var oldest = _unsaved.Keys.Min();
            _unsaved.TryRemove(oldest, out _);
            HistoryLog.RecordDropped(_logger, oldest);
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

                // A newer record stays.
                _unsaved.TryRemove(new KeyValuePair<BuildId, BuildRecord>(id, record));
            }
        }
    }

    private void Trim() => TryWrite(() =>
    {
        var count = _history.Trim(_options.MaximumBuilds, _timeProvider.GetUtcNow() - _options.MaximumAgeOfLatest);
        if (count > 0)
        {
            HistoryLog.HistoryTrimmed(_logger, count);
        }
    });

    private void Archive(BuildId id)
    {
        if (_logs.FindLive(id) is null)
        {
            return;
        }

        // Callers that wait for the build do not wait for the compression of its log.
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
        catch (Exception e) when (HistoryFailures.IsStorageFailure(e))
        {
            HistoryLog.HistoryNotWritten(_logger, e.Message);
            return false;
        }
    }
}
