namespace Imaginator.State.Inputs;

/// <summary>
/// What the newest image of each stream was built from. The end of a job saves it, so that a worker that lost its job saves nothing.
/// Thread-safe. Members throw <see cref="StateException"/>.
/// </summary>
public interface IInputRecordStore
{
    /// <summary>Finds the record of a stream; null if it has none.</summary>
    ValueTask<StreamInputs?> FindAsync(string stream, CancellationToken cancellationToken);
}
