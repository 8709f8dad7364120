using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Plugins.ImageServer.Downloading;
using Imaginator.Plugins.ImageServer.Uploading;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer;

/// <summary>A Dominator image server.</summary>
internal sealed class RemoteImageStore(SrpcClient client, TimeProvider timeProvider, ILogger<RemoteImageStore> logger)
    : IImageStore
{
    private const string UnknownDirectory = "unknown directory:";

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IImageUpload>(new RemoteImageUpload(
            this, client, new ExistenceCheck(client), timeProvider, logger));

    public async Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        var what = $"find the latest image of \"{query.StreamName}\"";
        var request = new FindLatestImageRequest
        {
            DirectoryName = query.StreamName,
            IgnoreExpiringImages = query.IgnoreExpiringImages,
            BuildCommitId = query.BuildCommitId ?? "",
            TagsToMatch = query.TagsToMatch.IsEmpty ? null : query.TagsToMatch,
        };
        var reply = await CallAsync<FindLatestImageRequest, FindLatestImageResponse>(
            "ImageServer.FindLatestImage", request, what, true, cancellationToken);
        if (reply.Error.StartsWith(UnknownDirectory, StringComparison.Ordinal))
        {
            return null;
        }

        Require(reply.Error, what);
        return reply.ImageName.Length == 0 ? null : reply.ImageName;
    }

    public async Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        var what = $"get image \"{name}\"";
        var reply = await CallAsync<GetImageRequest, GetImageResponse>(
            "ImageServer.GetImage", new GetImageRequest { ImageName = name, IgnoreFilesystem = !withFileSystem }, what,
            true, cancellationToken, GobLimits.Image);
        try
        {
            return reply.Image is null ? null : ImageMapping.ToModel(reply.Image);
        }
        catch (ImaginatorException exception)
        {
            throw new ImageStoreException(
                ImageStoreError.Corrupt, $"Image server {client.Address}: cannot {what}: {exception.Message}", exception);
        }
    }

    // The protocol has no pins. What it has is the promise that images which exist are complete.
    public async ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken)
    {
        if (!await ImageExistsAsync(name, cancellationToken))
        {
            throw new ImageStoreException(
                ImageStoreError.UnknownImage, $"Image server {client.Address}: there is no image \"{name}\".");
        }

        return NoPin.Instance;
    }

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) =>
        new ObjectDownload(client, hashes, receive, timeProvider).RunAsync(cancellationToken);

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await TranslateAsync("list images", () => client.UseAsync(
            connection => ListAsync(connection, directory, cancellationToken), true, cancellationToken));
        foreach (var name in names.Order(FileName.BytewiseComparer))
        {
            yield return new ImageSummary(name);
        }
    }

    public async Task ChangeImageExpirationAsync(
        string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var what = $"change the expiration of image \"{name}\"";
        var request = new ChangeImageExpirationRequest { ImageName = name, ExpiresAt = GobTime.From(expiresAt) };
        var reply = await CallAsync<ChangeImageExpirationRequest, ChangeImageExpirationResponse>(
            "ImageServer.ChangeImageExpiration", request, what, true, cancellationToken);
        Require(reply.Error, what);
    }

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) =>
        CallAsync<DeleteImageRequest, DeleteImageResponse>(
            "ImageServer.DeleteImage", new DeleteImageRequest { ImageName = name }, $"delete image \"{name}\"", false,
            cancellationToken);

    public async Task MakeDirectoryAsync(string name, CancellationToken cancellationToken)
    {
        // Asked first: those who may not make directories may still use the ones that are there.
        var exists = await CallAsync<CheckDirectoryRequest, CheckDirectoryResponse>(
            "ImageServer.CheckDirectory", new CheckDirectoryRequest { DirectoryName = name },
            $"look for directory \"{name}\"", true, cancellationToken);
        if (!exists.DirectoryExists)
        {
            await CallAsync<MakeDirectoryRequest, MakeDirectoryResponse>(
                "ImageServer.MakeDirectory", new MakeDirectoryRequest { DirectoryName = name, MakeAll = true },
                $"make directory \"{name}\"", true, cancellationToken);
        }
    }

    public async Task MakeDirectoriesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var existing = await TranslateAsync("list directories", () => client.UseAsync(
            connection => ListDirectoriesAsync(connection, cancellationToken), true, cancellationToken));
        foreach (var name in names.Where(name => !existing.Contains(name)))
        {
            await CallAsync<MakeDirectoryRequest, MakeDirectoryResponse>(
                "ImageServer.MakeDirectory", new MakeDirectoryRequest { DirectoryName = name, MakeAll = true },
                $"make directory \"{name}\"", true, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    /// <summary>Whether there is an image of a name.</summary>
    internal async Task<bool> ImageExistsAsync(string name, CancellationToken cancellationToken) =>
        (await CallAsync<CheckImageRequest, CheckImageResponse>(
            "ImageServer.CheckImage", new CheckImageRequest { ImageName = name }, $"look for image \"{name}\"", true,
            cancellationToken)).ImageExists;

    /// <summary>Makes a call; its failures become those of image servers.</summary>
    internal Task<TReply> CallAsync<TRequest, TReply>(
        string method, TRequest request, string what, bool isRepeatable, CancellationToken cancellationToken,
        GobLimits? limits = null) =>
        TranslateAsync(what, () => client.CallAsync<TRequest, TReply>(
            method, request, isRepeatable, cancellationToken, limits));

    private static async Task<ImmutableArray<string>> ListAsync(
        SrpcConnection connection, string directory, CancellationToken cancellationToken)
    {
        const string Method = "ImageServer.ListSelectedImages";
        using var call = await connection.BeginAsync(Method, GobLimits.Default, cancellationToken);
        return await SrpcConnection.GuardAsync(Method, async () =>
        {
            await call.WriteAsync(new ListSelectedImagesRequest { DirectoryName = directory }, cancellationToken);
            await call.FlushAsync(cancellationToken);
            var names = ImmutableArray.CreateBuilder<string>();
            while (await call.ReadLineAsync(cancellationToken) is { Length: > 0 } name)
            {
                names.Add(name);
            }

            call.End();
            return names.DrainToImmutable();
        });
    }

    private static async Task<HashSet<string>> ListDirectoriesAsync(
        SrpcConnection connection, CancellationToken cancellationToken)
    {
        const string Method = "ImageServer.ListDirectories";
        using var call = await connection.BeginAsync(Method, GobLimits.Default, cancellationToken);
        return await SrpcConnection.GuardAsync(Method, async () =>
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (await call.ReadAsync<ImageDirectory>(cancellationToken) is { Name.Length: > 0 } directory)
            {
                names.Add(directory.Name);
            }

            call.End();
            return names;
        });
    }

    private async Task<T> TranslateAsync<T>(string what, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (SrpcException exception)
        {
            throw ServerErrors.Translate(client.Address, what, exception);
        }
    }

    private void Require(string error, string what)
    {
        if (error.Length > 0)
        {
            throw ServerErrors.FromReply(client.Address, what, error);
        }
    }

    private sealed class NoPin : IAsyncDisposable
    {
        public static NoPin Instance { get; } = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
