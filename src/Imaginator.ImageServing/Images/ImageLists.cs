using Imaginator.ImageServing.Directories;
using Imaginator.ImageStores;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Images;

/// <summary>The methods that list images: lines of text, followed by an empty line.</summary>
internal sealed class ImageLists(IServableStore store)
{
    public Task ListAllAsync(SrpcCall call, CancellationToken cancellationToken) =>
        WriteAsync(call, new ListSelectedImagesRequest(), cancellationToken);

    public async Task ListSelectedAsync(SrpcCall call, CancellationToken cancellationToken) =>
        await WriteAsync(
            call, await call.ReadAsync<ListSelectedImagesRequest>(cancellationToken), cancellationToken);

    private async Task WriteAsync(
        SrpcCall call, ListSelectedImagesRequest request, CancellationToken cancellationToken)
    {
        // With a trailing slash, a directory selects the images in it; without, all images below it.
        var directory = DirectoryNames.FromWire(request.DirectoryName);
        var isAlone = request.DirectoryName.EndsWith('/');
        await foreach (var image in store.ListImagesAsync(directory, cancellationToken))
        {
            if ((!isAlone || DirectoryNames.ParentOf(image.Name) == directory)
                && !(request.IgnoreExpiringImages && image.ExpiresAt is not null)
                && await HasTagsAsync(image, request, cancellationToken))
            {
                await call.WriteLineAsync(image.Name, cancellationToken);
            }
        }

        await call.WriteLineAsync("", cancellationToken);
    }

    private async ValueTask<bool> HasTagsAsync(
        ImageSummary summary, ListSelectedImagesRequest request, CancellationToken cancellationToken)
    {
        if (request.TagsToMatch is null or { Count: 0 })
        {
            return true;
        }

        var image = await store.GetImageAsync(summary.Name, withFileSystem: false, cancellationToken);
        return image is not null && request.TagsToMatch.All(
            wanted => image.Tags.TryGetValue(wanted.Key, out var value) && wanted.Value.Contains(value));
    }
}
