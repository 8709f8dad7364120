using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Benchmarks;

/// <summary>Takes objects and forgets them, so that only scanning is measured.</summary>
internal sealed class NullUpload : IImageUpload
{
    public ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken) =>
        new(true);

    public Task CommitAsync(string name, Image image, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
