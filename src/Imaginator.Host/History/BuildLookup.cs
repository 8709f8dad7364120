using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.History;

/// <summary>Finds the records of builds, in the history or not there yet. Thread-safe.</summary>
internal sealed class BuildLookup(BuildRecorder recorder, BuildHistory history)
{
    /// <summary>Finds the record of a build, with its stages; null if the history does not have it.</summary>
    public BuildRecord? Find(BuildId id) => recorder.FindCurrent(id) ?? history.Find(id);
}
