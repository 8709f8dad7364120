namespace Imaginator.Host.Queue.Requests;

/// <summary>A request was refused. The message is for the requestor.</summary>
internal sealed class BuildRefusedException(BuildRefusal reason, string message) : ImaginatorException(message)
{
    public BuildRefusal Reason { get; } = reason;
}
