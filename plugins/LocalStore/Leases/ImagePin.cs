namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>Prevents the removal of an image until it is disposed of.</summary>
internal sealed class ImagePin(Lease lease) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        lease.Dispose();
        return ValueTask.CompletedTask;
    }
}
