using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Plugins.ImageServer.Connection;

/// <summary>
/// The calls to an image server that the store and its uploads share. Failures of the protocol become
/// <see cref="ImageStoreException"/>.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ImageServerClient(SrpcClient srpc) : IAsyncDisposable
{
    public SrpcClient Srpc => srpc;

    public string Address => srpc.Address;

    public ValueTask DisposeAsync() => srpc.DisposeAsync();

    /// <summary>Calls a method that has one request and one reply.</summary>
    public Task<TReply> CallAsync<TRequest, TReply>(
        string method, TRequest request, string action, bool isRepeatable, CancellationToken cancellationToken,
        GobLimits? limits = null) =>
        TranslateAsync(action, () => srpc.CallAsync<TRequest, TReply>(
            method, request, isRepeatable, cancellationToken, limits));

    /// <summary>Uses a connection for a repeatable call with its own protocol.</summary>
    public Task<T> UseAsync<T>(
        string action, Func<SrpcConnection, Task<T>> use, CancellationToken cancellationToken) =>
        TranslateAsync(action, () => srpc.UseAsync(use, isRepeatable: true, cancellationToken));

    public async Task<bool> ImageExistsAsync(string name, CancellationToken cancellationToken) =>
        (await CallAsync<CheckImageRequest, CheckImageResponse>(
            "ImageServer.CheckImage", new CheckImageRequest { ImageName = name }, $"look up image \"{name}\"", true,
            cancellationToken)).ImageExists;

    /// <summary>Reads an image; null if it does not exist.</summary>
    public async Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        var action = $"read image \"{name}\"";
        var reply = await CallAsync<GetImageRequest, GetImageResponse>(
            "ImageServer.GetImage", new GetImageRequest { ImageName = name, IgnoreFilesystem = !withFileSystem }, action,
            true, cancellationToken, GobLimits.Image);
        try
        {
            return reply.Image is null ? null : ImageMapping.ToModel(reply.Image);
        }
        catch (ImaginatorException exception)
        {
            throw ServerErrors.Create(ImageStoreError.Corrupt, Address, action, exception.Message, exception);
        }
    }

    public async Task MakeDirectoryAsync(string name, CancellationToken cancellationToken)
    {
        // The check comes first: users without permission to make directories can use existing ones.
        var exists = await CallAsync<CheckDirectoryRequest, CheckDirectoryResponse>(
            "ImageServer.CheckDirectory", new CheckDirectoryRequest { DirectoryName = name },
            $"look up directory \"{name}\"", true, cancellationToken);
        if (!exists.DirectoryExists)
        {
            await MakeMissingDirectoryAsync(name, cancellationToken);
        }
    }

    public Task MakeMissingDirectoryAsync(string name, CancellationToken cancellationToken) =>
        CallAsync<MakeDirectoryRequest, MakeDirectoryResponse>(
            "ImageServer.MakeDirectory", new MakeDirectoryRequest { DirectoryName = name, MakeAll = true },
            $"make directory \"{name}\"", true, cancellationToken);

    private async Task<T> TranslateAsync<T>(string action, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (SrpcException exception)
        {
            throw ServerErrors.Translate(Address, action, exception);
        }
    }
}
