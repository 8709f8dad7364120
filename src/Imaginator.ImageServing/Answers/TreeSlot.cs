using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Answers;

/// <summary>The place of one call among those that have image trees in memory. Not thread-safe.</summary>
internal sealed class TreeSlot(TreeSlots places, SrpcCall call) : IDisposable
{
    /// <summary>Whether the call has it now.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Waits for it, unless the call has it. Comes before a tree is read.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task AcquireAsync()
    {
        if (!IsHeld)
        {
            await places.AcquireAsync(call);
            IsHeld = true;
        }
    }

    /// <summary>Leaves it to others. Comes when nothing of the tree is in use any more.</summary>
    public void Release()
    {
        if (IsHeld)
        {
            IsHeld = false;
            places.Release();
        }
    }

    public void Dispose() => Release();
}
