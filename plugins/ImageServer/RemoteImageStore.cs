using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Plugins.ImageServer.Downloading;
using Imaginator.Plugins.ImageServer.Uploading;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer;

/// <summary>An image store that is a Dominator image server.</summary>
internal sealed class RemoteImageStore(ImageServerClient client, ILogger<RemoteImageStore> logger)
    : IImageStore
{
    private const string UnknownDirectory = "unknown directory:";

    public bool VerifiesObjects => true;

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IImageUpload>(new RemoteImageUpload(client, new ExistenceCheck(client.Srpc), logger));

    public async Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        var action = $"find the latest image of \"{query.StreamName}\"";
        var request = new FindLatestImageRequest
        {
            DirectoryName = query.StreamName,
            IgnoreExpiringImages = query.IgnoreExpiringImages,
            BuildCommitId = query.BuildCommitId ?? "",
            TagsToMatch = query.TagsToMatch.IsEmpty ? null : query.TagsToMatch,
        };
        var reply = await client.CallAsync<FindLatestImageRequest, FindLatestImageResponse>(
            "ImageServer.FindLatestImage", request, action, true, cancellationToken);
        if (reply.Error.StartsWith(UnknownDirectory, StringComparison.Ordinal))
        {
            return null;
        }

        ThrowIfRefused(reply.Error, action);
        return reply.ImageName.Length == 0 ? null : reply.ImageName;
    }

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) =>
        client.GetImageAsync(name, withFileSystem, cancellationToken);

    // The protocol has no pins. The server promises only that existing images are complete.
    public async ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken)
    {
        if (!await client.ImageExistsAsync(name, cancellationToken))
        {
            throw ServerErrors.Create(
                ImageStoreError.UnknownImage, client.Address, $"pin image \"{name}\"", "the image does not exist");
        }

        return NoPin.Instance;
    }

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) =>
        new ObjectDownload(client.Srpc, hashes, receive).RunAsync(cancellationToken);

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await client.UseAsync(
            "list images", connection => ListAsync(connection, directory, cancellationToken), cancellationToken);
        foreach (var name in names.Order(FileName.BytewiseComparer))
        {
            yield return new ImageSummary(name);
        }
    }

    public async Task ChangeImageExpirationAsync(
        string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var action = $"change the expiration of image \"{name}\"";
        var request = new ChangeImageExpirationRequest { ImageName = name, ExpiresAt = GobTime.From(expiresAt) };
        var reply = await client.CallAsync<ChangeImageExpirationRequest, ChangeImageExpirationResponse>(
            "ImageServer.ChangeImageExpiration", request, action, true, cancellationToken);
        ThrowIfRefused(reply.Error, action);
    }

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) =>
        client.CallAsync<DeleteImageRequest, DeleteImageResponse>(
            "ImageServer.DeleteImage", new DeleteImageRequest { ImageName = name }, $"delete image \"{name}\"", false,
            cancellationToken);

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) =>
        client.MakeDirectoryAsync(name, cancellationToken);

    public async Task MakeDirectoriesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var existing = await client.UseAsync(
            "list directories", connection => ListDirectoriesAsync(connection, cancellationToken), cancellationToken);
        foreach (var name in names.Where(name => !existing.Contains(name)))
        {
            await client.MakeMissingDirectoryAsync(name, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

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

    private void ThrowIfRefused(string error, string action)
    {
        if (error.Length > 0)
        {
            throw ServerErrors.FromReply(client.Address, action, error);
        }
    }

    private sealed class NoPin : IAsyncDisposable
    {
        public static NoPin Instance { get; } = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
