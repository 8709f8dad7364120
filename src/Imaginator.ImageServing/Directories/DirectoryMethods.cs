using Imaginator.ImageStores;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Directories;

/// <summary>The methods for directories.</summary>
internal sealed class DirectoryMethods(IServableStore store)
{
    public async Task<CheckDirectoryResponse> CheckAsync(
        CheckDirectoryRequest request, SrpcCall call, CancellationToken cancellationToken) =>
        new()
        {
            DirectoryExists = await FindAsync(request.DirectoryName, cancellationToken) is not null,
        };

    public async Task<MakeDirectoryResponse> MakeAsync(
        MakeDirectoryRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var name = DirectoryNames.FromWire(request.DirectoryName);
        if (name.Length == 0)
        {
            throw new SrpcException("cannot create root directory");
        }

        var exists = await store.FindDirectoryAsync(name, cancellationToken) is not null;
        if (!request.MakeAll)
        {
            var parent = DirectoryNames.ParentOf(name);
            if (exists)
            {
                throw new SrpcException($"directory: {name} already exists");
            }

            if (await store.FindDirectoryAsync(parent, cancellationToken) is null)
            {
                throw new SrpcException($"no metadata for: {parent}");
            }
        }

        if (!exists)
        {
            await store.MakeDirectoryAsync(name, cancellationToken);
        }

        return new MakeDirectoryResponse();
    }

    public async Task<DeleteDirectoryResponse> DeleteAsync(
        DeleteDirectoryRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var name = DirectoryNames.FromWire(request.DirectoryName);
        try
        {
            await store.DeleteDirectoryAsync(name, cancellationToken);
        }
        catch (ImageStoreException exception)
        {
            return new DeleteDirectoryResponse
            {
                Error = exception.Reason == ImageStoreError.UnknownDirectory
                    ? $"directory: {name} does not exist"
                    : exception.Message,
            };
        }

        return new DeleteDirectoryResponse();
    }

    /// <summary>
    /// Changes the owner group of a directory. Callers without method access can transfer a directory from one of their groups
    /// to another of their groups only.
    /// </summary>
    public async Task<ChangeOwnerResponse> ChangeOwnerAsync(
        ChangeOwnerRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var caller = call.Context.Caller;
        if (caller.UserName.Length == 0)
        {
            call.IsDenied = true;
            throw new SrpcException("no username: unauthenticated connection");
        }

        var directory = await FindAsync(request.DirectoryName, cancellationToken)
            ?? throw new SrpcException($"no metadata for: {request.DirectoryName}");
        if (!call.Context.HasMethodAccess
            && !(directory.OwnerGroup.Length > 0 && caller.Groups.Contains(directory.OwnerGroup)
                && caller.Groups.Contains(request.OwnerGroup)))
        {
            call.IsDenied = true;
            throw new SrpcException(
                $"no access to directory: {request.DirectoryName}: only members of its owner group can give it to another of their groups");
        }

        await store.ChangeDirectoryOwnerAsync(directory.Name, request.OwnerGroup, cancellationToken);
        return new ChangeOwnerResponse();
    }

    public async Task ListAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        foreach (var directory in await store.ListDirectoriesAsync(cancellationToken))
        {
            await call.WriteAsync(ToWire(directory), cancellationToken);
        }

        await call.WriteAsync(new ImageDirectory(), cancellationToken);
    }

    /// <summary>A directory in wire format.</summary>
    public static ImageDirectory ToWire(ImageDirectoryInfo directory) => new()
    {
        Name = DirectoryNames.ToWire(directory.Name),
        Metadata = new ImageDirectoryMetadata { OwnerGroup = directory.OwnerGroup },
    };

    private Task<ImageDirectoryInfo?> FindAsync(string wireName, CancellationToken cancellationToken) =>
        store.FindDirectoryAsync(DirectoryNames.FromWire(wireName), cancellationToken);
}
