using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Answers;

/// <summary>The slot of one call that holds an image tree in memory. Not thread-safe.</summary>
public sealed class TreeSlot(TreeSlots slots, SrpcCall call) : IDisposable
{
    /// <summary>Whether the call holds the slot.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Waits for the slot, unless the call holds it. Must precede reading a tree.</summary>
    public async Task AcquireAsync()
    {
        if (!IsHeld)
        {
            await slots.AcquireAsync(call);
            IsHeld = true;
        }
    }

    /// <summary>Releases the slot. The call must no longer use the tree.</summary>
    public void Release()
    {
        if (IsHeld)
        {
            IsHeld = false;
            slots.Release();
        }
    }

    public void Dispose() => Release();
}
