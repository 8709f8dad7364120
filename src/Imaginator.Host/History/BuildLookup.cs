using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.History.Retries;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.History;

/// <summary>Finds the records of builds, in the history or not there yet. Thread-safe.</summary>
internal sealed class BuildLookup(BuildRecorder recorder, BuildHistory history, KeptVariables kept)
{
    /// <summary>Finds the record of a build, with its stages; null if the history does not have it.</summary>
    public BuildRecord? Find(BuildId id) => recorder.FindCurrent(id) ?? history.Find(id);

    /// <summary>Finds the inputs for a retry of a build; null if the build is unknown or of an earlier version.</summary>
    public RecordedRequest? FindRequest(BuildId id) => recorder.FindCurrent(id)?.Request ?? history.FindRequest(id);

    /// <summary>Reads the variables of a build's request that are kept; null if that is not possible.</summary>
    public ImmutableSortedDictionary<string, string>? OpenVariables(BuildId id, RecordedRequest request) =>
        kept.TryOpen(id, request.Variables);
}
