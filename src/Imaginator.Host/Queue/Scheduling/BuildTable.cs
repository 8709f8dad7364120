using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>All queued and running builds, by id, stream and state. Guarded by the lock of the queue.</summary>
internal sealed class BuildTable
{
    private readonly Dictionary<BuildId, QueuedBuild> _all = [];
    private readonly Dictionary<string, List<QueuedBuild>> _byStream = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QueuedBuild> _runningByStream = new(StringComparer.Ordinal);
    private readonly HashSet<QueuedBuild> _queued = [];

    public IReadOnlyCollection<QueuedBuild> All => _all.Values;

    /// <summary>The running builds, the longest first.</summary>
    public IEnumerable<QueuedBuild> Running => _runningByStream.Values.OrderBy(build => build.StartedAt);

    /// <summary>The queued builds, the most urgent first.</summary>
    public IEnumerable<QueuedBuild> Queued => _queued.OrderBy(build => build.Priority);

    public void Add(QueuedBuild build)
    {
        _all.Add(build.Id, build);
        _queued.Add(build);
        if (!_byStream.TryGetValue(build.StreamName, out var others))
        {
            _byStream.Add(build.StreamName, others = []);
        }

        others.Add(build);
    }

    public void Start(QueuedBuild build)
    {
        _queued.Remove(build);
        _runningByStream.Add(build.StreamName, build);
    }

    public void Remove(QueuedBuild build)
    {
        _all.Remove(build.Id);
        if (!_queued.Remove(build))
        {
            _runningByStream.Remove(build.StreamName);
        }

        var others = _byStream[build.StreamName];
        others.Remove(build);
        if (others.Count == 0)
        {
            _byStream.Remove(build.StreamName);
        }
    }

    public QueuedBuild? Find(BuildId id) => _all.GetValueOrDefault(id);

    /// <summary>The running build of a stream; null if there is none.</summary>
    public QueuedBuild? RunningOf(string stream) => _runningByStream.GetValueOrDefault(stream);

    /// <summary>The most urgent build that needs only a free slot to start; null if there is none.</summary>
    public QueuedBuild? NextToStart() =>
        _queued.Where(build => !_runningByStream.ContainsKey(build.StreamName)).MinBy(build => build.Priority);

    /// <summary>The position of a build among the queued ones, from 1 on; null if it is not queued.</summary>
    public int? PositionOf(QueuedBuild build) =>
        _queued.Contains(build) ? 1 + _queued.Count(other => other.Priority.CompareTo(build.Priority) < 0) : null;

    /// <summary>A build that satisfies a request; null if there is none.</summary>
    public QueuedBuild? FindJoinable(BuildRequest wanted) =>
        _byStream.TryGetValue(wanted.OutputName, out var builds)
            ? builds.Find(build => build.CancelReason is null && build.Request.BuildRequest.Satisfies(wanted))
            : null;

    /// <summary>
    /// Finds the streams that would wait for each other forever if a build waited for a source image: through source images, or
    /// behind another build of a stream. The first stream is repeated at the end; empty if there is no cycle.
    /// </summary>
    public ImmutableArray<string> FindCycle(QueuedBuild parent, BuildRequest request)
    {
        // Each build waits for at most one other build, so there is only one chain.
        var cycle = SourceImageCycle.Find(parent, build =>
            build == parent ? FindJoinable(request) ?? RunningOf(request.OutputName)
            : build.Source ?? (build.State == BuildState.Queued ? RunningOf(build.StreamName) : null));
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var build in cycle.SkipLast(1))
        {
            if (names.Count == 0 || names[^1] != build.StreamName)
            {
                names.Add(build.StreamName);
            }
        }

        if (names.Count > 0)
        {
            names.Add(parent.StreamName);
        }

        return names.Count > 0 ? names.ToImmutable() : FindRepetition(parent, request.StreamName);
    }

    /// <summary>
    /// Finds a stream that is its own source image with other inputs each time. Such builds do not wait for each other, but there
    /// is no end to them.
    /// </summary>
    private static ImmutableArray<string> FindRepetition(QueuedBuild parent, string streamName)
    {
        var way = new Stack<string>([streamName]);
        for (var build = parent; build is not null; build = build.Parents.FirstOrDefault())
        {
            var name = build.Request.BuildRequest.StreamName;
            way.Push(name);
            if (name == streamName)
            {
                return [.. way];
            }
        }

        return [];
    }
}
