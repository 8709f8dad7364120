using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;

namespace Imaginator.TestPlugins;

internal sealed class ZooUpload(string way) : IImageUpload, IObjectUpload
{
    public bool KeepsExtendedAttributes => way == "upload" ? throw new InvalidOperationException("a bug") : true;

    public async ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        using var stream = contents.OpenRead();
        await stream.CopyToAsync(Stream.Null, cancellationToken);
        return await EndAsync(true, cancellationToken);
    }

    public async ValueTask<ObjectAddition> AddAsync(
        ObjectContents contents, ObjectHash? expected, CancellationToken cancellationToken) =>
        await EndAsync(default(ObjectAddition), cancellationToken);

    public Task CommitAsync(string name, Image image, CancellationToken cancellationToken) => EndAsync(true, cancellationToken);

    public Task FlushAsync(CancellationToken cancellationToken) => EndAsync(true, cancellationToken);

    public ValueTask DisposeAsync() => way == "upload" ? throw new InvalidOperationException("a bug") : ValueTask.CompletedTask;

    // An upload that begins fails later.
    private Task<T> EndAsync<T>(T result, CancellationToken cancellationToken) =>
        Hanging.EndAsync(way == "upload" ? "throws" : way, () => result, cancellationToken);
}
