namespace Imaginator.Host.Queue.Requests;

/// <summary>An order was not taken. The message is for whoever asked.</summary>
/// <param name="reason">Why.</param>
/// <param name="message">Why, for people.</param>
internal sealed class BuildRefusedException(BuildRefusal reason, string message) : ImaginatorException(message)
{
    /// <summary>Why.</summary>
    public BuildRefusal Reason { get; } = reason;
}
