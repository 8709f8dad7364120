namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>Prevents the removal of an image until it is disposed of.</summary>
/// <param name="lease">The lease of the pin; null if nothing can remove the image.</param>
internal sealed class ImagePin(Lease? lease) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        lease?.Dispose();
        return ValueTask.CompletedTask;
    }
}
