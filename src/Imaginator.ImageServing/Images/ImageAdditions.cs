using Imaginator.Files;
using Imaginator.ImageServing.Directories;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Images;

/// <summary>The methods that add images whose objects are in the store.</summary>
internal sealed class ImageAdditions(IServableStore store, TimeProvider timeProvider)
{
    /// <summary>Adds an image that the caller created.</summary>
    public async Task<AddImageResponse> AddAsync(
        AddImageRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var origin = new ImageOrigin { CreatedBy = call.Context.Caller.UserName };
        await AddAsync(request.ImageName, request.Image, origin, cancellationToken);
        return new AddImageResponse();
    }

    /// <summary>Adds an image with the origin that another server recorded.</summary>
    public async Task<AddImageResponse> AddTrustedAsync(
        AddImageRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        await AddAsync(
            request.ImageName, request.Image, request.Image is null ? null : OriginOf(request.Image), cancellationToken);
        return new AddImageResponse();
    }

    /// <summary>The origin that an image records.</summary>
    public static ImageOrigin OriginOf(DominatorImage image) =>
        new() { CreatedBy = image.CreatedBy, CreatedOn = image.CreatedOn.ToDateTimeOffset() };

    /// <summary>Adds an image.</summary>
    public async Task AddAsync(
        string name, DominatorImage? image, ImageOrigin? origin, CancellationToken cancellationToken)
    {
        if (image?.FileSystem is not { } tree)
        {
            throw new SrpcException(image is null ? "nil image" : "nil file-system");
        }

        if (await store.GetImageAsync(name, withFileSystem: false, cancellationToken) is not null)
        {
            throw new SrpcException("image already exists");
        }

        if (image.ExpiresAt.ToNullableDateTimeOffset() <= timeProvider.GetUtcNow())
        {
            return; // the same as added and expired
        }

        var directory = DirectoryNames.ParentOf(name);
        if (await store.FindDirectoryAsync(directory, cancellationToken) is null)
        {
            throw new SrpcException($"cannot add image: {name}: no such file or directory: {directory}");
        }

        RequireSingleNames(tree);
        var model = ImageMapping.ToModel(image);
        await RequireObjectsAsync(model, cancellationToken);
        try
        {
            await store.AddImageAsync(name, model, origin!, cancellationToken);
        }
        catch (ImageStoreException exception) when (exception.Reason == ImageStoreError.ImageExists)
        {
            throw await ExplainAsync(name, exception, cancellationToken);
        }
    }

    // Dominator checks these names only, with this message; the validation of the tree finds the rest.
    private static void RequireSingleNames(FileSystemTree tree)
    {
        var seen = new HashSet<ulong>();
        foreach (var entry in tree.Root.Entries)
        {
            if (tree.InodeTable.TryGetValue(entry.InodeNumber, out var inode) && inode is ComputedRegularInode
                && !seen.Add(entry.InodeNumber))
            {
                throw new SrpcException($"duplicate computed inode: /{FileName.ToDisplay(entry.Name)}");
            }
        }
    }

    private async Task RequireObjectsAsync(Image image, CancellationToken cancellationToken)
    {
        ObjectHash[] needed = [.. image.EnumerateObjects()];
        var lengths = await store.FindObjectsAsync(needed, cancellationToken);
        switch (lengths.Count(length => length == 0))
        {
            case 0:
                return;
            case 1:
                throw new SrpcException($"object: {needed[lengths.IndexOf(0)]} is not available");
            case var count:
                throw new SrpcException($"{count} objects are not available");
        }
    }

    private async Task<Exception> ExplainAsync(
        string name, ImageStoreException exception, CancellationToken cancellationToken)
    {
        if (await store.FindDirectoryAsync(name, cancellationToken) is not null)
        {
            return exception;
        }

        return new SrpcException(
            await store.GetImageAsync(name, withFileSystem: false, cancellationToken) is not null
                ? "image already exists"
                : $"cannot add previously deleted image: {name}");
    }
}
