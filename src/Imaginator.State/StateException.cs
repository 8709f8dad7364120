namespace Imaginator.State;

/// <summary>A store of state failed.</summary>
/// <param name="reason">The reason, which decides whether a later call can succeed.</param>
/// <param name="message">The failure, its cause and the remedy, for people, without secrets.</param>
/// <param name="innerException">The cause.</param>
public sealed class StateException(StateFailure reason, string message, Exception innerException) : ImaginatorException(message, innerException)
{
    /// <summary>The reason, which decides whether a later call can succeed.</summary>
    public StateFailure Reason => reason;
}
