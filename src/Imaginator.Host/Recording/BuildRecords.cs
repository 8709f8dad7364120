using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Recording.History;

namespace Imaginator.Host.Recording;

/// <summary>Builds as they are recorded, whether they run still or are history. Thread-safe.</summary>
internal sealed class BuildRecords(BuildRecorder recorder, BuildHistory history)
{
    /// <summary>Finds a build, with its stages.</summary>
    public BuildRecord? Find(BuildId id) => recorder.FindCurrent(id) ?? history.Find(id);
}
