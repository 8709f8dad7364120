using Imaginator.Files;
using Imaginator.Host.ImageServing.Directories;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.ImageServing.Images;

/// <summary>The methods that add images whose objects are there already.</summary>
internal sealed class ImageAdditions(ServedStore served, TimeProvider timeProvider)
{
    /// <summary>Adds an image that the caller has made.</summary>
    public async Task<AddImageResponse> AddAsync(
        AddImageRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var origin = new ImageOrigin { CreatedBy = call.Context.Caller.UserName };
        await AddAsync(request.ImageName, request.Image, origin, cancellationToken);
        return new AddImageResponse();
    }

    /// <summary>Adds an image as another server has it.</summary>
    public async Task<AddImageResponse> AddTrustedAsync(
        AddImageRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        await AddAsync(
            request.ImageName, request.Image, request.Image is null ? null : OriginOf(request.Image), cancellationToken);
        return new AddImageResponse();
    }

    /// <summary>What an image says of its own origin.</summary>
    public static ImageOrigin OriginOf(DominatorImage image) =>
        new() { CreatedBy = image.CreatedBy, CreatedOn = image.CreatedOn.ToDateTimeOffset() };

    /// <summary>Adds an image.</summary>
    /// <exception cref="ImaginatorException">It cannot be added; the message is what the caller is told.</exception>
    public async Task AddAsync(
        string name, DominatorImage? image, ImageOrigin? origin, CancellationToken cancellationToken)
    {
        if (image?.FileSystem is not { } tree)
        {
            throw new SrpcException(image is null ? "nil image" : "nil file-system");
        }

        if (await served.Images.GetImageAsync(name, withFileSystem: false, cancellationToken) is not null)
        {
            throw new SrpcException("image already exists");
        }

        if (image.ExpiresAt.ToNullableDateTimeOffset() <= timeProvider.GetUtcNow())
        {
            return; // as good as added and expired
        }

        var directory = DirectoryNames.ParentOf(name);
        if (await served.Store.FindDirectoryAsync(directory, cancellationToken) is null)
        {
            throw new SrpcException($"cannot add image: {name}: no such file or directory: {directory}");
        }

        RequireSingleNames(tree);
        var model = ImageMapping.ToModel(image);
        await RequireObjectsAsync(model, cancellationToken);
        try
        {
            await served.Store.AddImageAsync(name, model, origin!, cancellationToken);
        }
        catch (ImageStoreException exception) when (exception.Reason == ImageStoreError.ImageExists)
        {
            throw await ExplainAsync(name, exception, cancellationToken);
        }
    }

    // Where servers notice it, they have words for it; deeper down our check of the tree has its own.
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
        ObjectHash[] needed = [.. ImageObjects.Of(image)];
        var lengths = await served.Store.FindObjectsAsync(needed, cancellationToken);
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
        if (await served.Store.FindDirectoryAsync(name, cancellationToken) is not null)
        {
            return exception;
        }

        return new SrpcException(
            await served.Images.GetImageAsync(name, withFileSystem: false, cancellationToken) is not null
                ? "image already exists"
                : $"cannot add previously deleted image: {name}");
    }
}
