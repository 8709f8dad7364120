namespace Imaginator.Host.Rpc.Limits;

/// <summary>The slot of a request among the requests at the same time.</summary>
internal sealed class RequestSlot(IDisposable entry)
{
    /// <summary>Frees the slot before the response ends. For a response that lasts as long as a build, and has another limit.</summary>
    public void Free() => entry.Dispose();
}
