using System.Collections.Immutable;
using Imaginator.State.Builds;
using Imaginator.State.Jobs.Holding;

namespace Imaginator.State.Logs;

/// <summary>The logs of builds of a fleet. Thread-safe. Members throw <see cref="StateException"/>.</summary>
public interface ILogStore
{
    /// <summary>Appends a piece to the log of a running build. A piece that does not begin at the end of the log is not saved.</summary>
    /// <returns>The end of the log after the call, from which the caller continues.</returns>
    ValueTask<AppendAnswer> AppendAsync(JobHold hold, LogPiece piece, CancellationToken cancellationToken);

    /// <summary>Reads the pieces of live logs from positions on, and keeps those logs followed for a time.</summary>
    ValueTask<ImmutableArray<BuildLogPiece>> ReadAsync(
        IReadOnlyDictionary<BuildId, long> positions, TimeSpan follow, CancellationToken cancellationToken);

    /// <summary>Saves the whole log of a build and deletes its pieces.</summary>
    ValueTask ArchiveAsync(BuildId id, ArchivedLogContent log, CancellationToken cancellationToken);

    /// <summary>Reads the whole log of a build; null if it has none yet.</summary>
    ValueTask<ArchivedLogContent?> FindArchivedAsync(BuildId id, CancellationToken cancellationToken);

    /// <summary>Finds which builds have a log.</summary>
    ValueTask<ImmutableHashSet<BuildId>> HasManyAsync(IReadOnlyCollection<BuildId> ids, CancellationToken cancellationToken);

    /// <summary>Finds ended builds whose pieces no worker has made a whole log of.</summary>
    ValueTask<ImmutableArray<BuildId>> FindOrphansAsync(TimeSpan endedFor, CancellationToken cancellationToken);

    /// <summary>Deletes the oldest logs until the others have at most a size in bytes. Returns the number of deleted logs.</summary>
    ValueTask<int> TrimAsync(long maximumSize, CancellationToken cancellationToken);
}
