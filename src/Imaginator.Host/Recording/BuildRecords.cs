using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Recording.History;

namespace Imaginator.Host.Recording;

/// <summary>Builds as they are recorded, whether they run still or are history. Thread-safe.</summary>
/// <param name="recorder">Knows those that wait or run.</param>
/// <param name="history">Knows all.</param>
internal sealed class BuildRecords(BuildRecorder recorder, BuildHistory history)
{
    /// <summary>Finds a build, with its stages.</summary>
    /// <param name="id">The build.</param>
    /// <returns>The build as it is now; null if it was never there, or is forgotten.</returns>
    public BuildRecord? Find(BuildId id) => recorder.FindCurrent(id) ?? history.Find(id);
}
