using System.Collections.Immutable;
using Imaginator.State.Builds;
using Imaginator.State.Hours;

namespace Imaginator.State.History;

/// <summary>The records of all builds within the retention. Thread-safe. Members throw <see cref="StateException"/>.</summary>
public interface IBuildHistory
{
    /// <summary>Saves the record of a build, with all its stages. The end of a build counts once, whatever number of times it is saved.</summary>
    ValueTask SaveAsync(BuildRecord build, CancellationToken cancellationToken);

    /// <summary>Saves a stage of a build whose record is saved already; <paramref name="number"/> starts at 0.</summary>
    ValueTask SaveStageAsync(BuildId id, int number, StageRecord stage, CancellationToken cancellationToken);

    /// <summary>Saves which build repeats an interrupted one. Returns false if the history does not have the latter.</summary>
    ValueTask<bool> SetRetriedAsAsync(BuildId id, BuildId retriedAs, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the oldest builds, except for the last ones of each stream: those stay until they are older than
    /// <paramref name="oldest"/>. Returns the number of deleted builds.
    /// </summary>
    ValueTask<int> TrimAsync(int maximumBuilds, DateTimeOffset oldest, CancellationToken cancellationToken);

    /// <summary>Finds a build, with its stages and all who joined it; null if the history does not have it.</summary>
    ValueTask<BuildRecord?> FindAsync(BuildId id, CancellationToken cancellationToken);

    /// <summary>Finds the build that published an image, with its stages; null if the history does not have it.</summary>
    ValueTask<BuildRecord?> FindImageAsync(string imageName, CancellationToken cancellationToken);

    /// <summary>Finds the inputs for a retry of a build; null if the build is unknown or of an earlier version.</summary>
    ValueTask<RecordedRequest?> FindRequestAsync(BuildId id, CancellationToken cancellationToken);

    /// <summary>Reads a page of builds, the newest first, without their stages.</summary>
    ValueTask<HistoryPage> QueryAsync(HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Reads builds by their ids, the newest first, without their stages; unknown ids are left out.</summary>
    ValueTask<ImmutableArray<BuildRecord>> ReadManyAsync(IReadOnlyList<BuildId> ids, CancellationToken cancellationToken);

    /// <summary>Reads the last builds of those streams whose last build succeeded, or of those whose last build failed.</summary>
    ValueTask<LatestBuilds> ReadLatestAsync(bool isGood, int count, CancellationToken cancellationToken);

    /// <summary>Finds the last builds of a stream.</summary>
    ValueTask<StreamLatest> FindLatestAsync(string streamName, CancellationToken cancellationToken);

    /// <summary>Reads the result of the last build and the last image of all streams in the history.</summary>
    ValueTask<ImmutableDictionary<string, LatestBuild>> ReadAllLatestAsync(CancellationToken cancellationToken);

    /// <summary>Reads all streams whose last build failed, the longest failing first, those included that are no longer configured.</summary>
    ValueTask<ImmutableArray<RecordedFailure>> ReadFailingAsync(CancellationToken cancellationToken);

    /// <summary>Reads the sums of hours.</summary>
    ValueTask<HourSeries> ReadHoursAsync(HourSpan span, CancellationToken cancellationToken);

    /// <summary>Counts the stages in which builds failed; the stage is empty for none.</summary>
    ValueTask<ImmutableDictionary<string, int>> CountFailedStagesAsync(IReadOnlyList<BuildId> builds, CancellationToken cancellationToken);

    /// <summary>Adds a sample of the queue, the package cache and the image store.</summary>
    ValueTask AddSampleAsync(DateTimeOffset now, HourSample sample, CancellationToken cancellationToken);
}
