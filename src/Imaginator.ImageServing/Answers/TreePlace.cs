using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Answers;

/// <summary>The place of one call among those that have image trees in memory. Not thread-safe.</summary>
internal sealed class TreePlace(TreePlaces places, SrpcCall call) : IDisposable
{
    /// <summary>Whether the call has it now.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Waits for it, unless the call has it. Comes before a tree is read.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task TakeAsync()
    {
        if (!IsTaken)
        {
            await places.TakeAsync(call);
            IsTaken = true;
        }
    }

    /// <summary>Leaves it to others. Comes when nothing of the tree is in use any more.</summary>
    public void GiveBack()
    {
        if (IsTaken)
        {
            IsTaken = false;
            places.GiveBack();
        }
    }

    public void Dispose() => GiveBack();
}
