using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Building.Scanning;

/// <summary>For scans that only compare: discards objects.</summary>
internal sealed class NoUpload : IImageUpload
{
    public ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken) =>
        new(false);

    public Task CommitAsync(string name, Image image, CancellationToken cancellationToken) =>
        throw new NotSupportedException("a scan that only compares cannot be committed");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
