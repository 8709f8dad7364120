using System.Collections.Concurrent;
using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Plugins.ImageServer.Tests;

/// <summary>An image server in memory that behaves as the original's does, down to flushing nothing before the end.</summary>
internal sealed class FakeImageServer
{
    public ConcurrentDictionary<ObjectHash, byte[]> Objects { get; } = new();

    public ConcurrentDictionary<string, DominatorImage> Images { get; } = new();

    public ConcurrentDictionary<string, bool> Directories { get; } = new();

    /// <summary>The requests for directories, in their order.</summary>
    public ConcurrentQueue<string> DirectoriesMade { get; } = new();

    /// <summary>What <c>AddImage</c> and <c>AddObjects</c> fail with; empty if they do not.</summary>
    public string Failure { get; set; } = "";

    /// <summary>Whether the next answer to <c>AddImage</c> gets lost with its connection.</summary>
    public bool LosesNextAnswer { get; set; }

    /// <summary>Whether it answers a request for an unknown object with the size 0, and not with an error.</summary>
    public bool SendsSizeOfUnknownObjects { get; set; }

    /// <summary>Called when an answer gets lost.</summary>
    public Action OnLostAnswer { get; set; } = () => { };

    public int ObjectBytesReceived { get; private set; }

    /// <summary>How often it was asked for objects.</summary>
    public int Questions { get; private set; }

    public IEnumerable<SrpcService> CreateServices() =>
    [
        new SrpcService(
            "ImageServer",
            Method<AddImageRequest, AddImageResponse>("AddImage", AddImage),
            Method<CheckDirectoryRequest, CheckDirectoryResponse>("CheckDirectory", request =>
                new CheckDirectoryResponse { DirectoryExists = Directories.ContainsKey(request.DirectoryName) }),
            Method<CheckImageRequest, CheckImageResponse>("CheckImage", request =>
                new CheckImageResponse { ImageExists = Images.ContainsKey(request.ImageName) }),
            Method<MakeDirectoryRequest, MakeDirectoryResponse>("MakeDirectory", request =>
            {
                Directories[request.DirectoryName] = true;
                DirectoriesMade.Enqueue(request.DirectoryName);
                return new MakeDirectoryResponse();
            }),
            Method<GetImageRequest, GetImageResponse>("GetImage", request => new GetImageResponse
            {
                Image = Images.TryGetValue(request.ImageName, out var image)
                    ? request.IgnoreFilesystem ? image with { FileSystem = null } : image
                    : null,
            }),
            Method<FindLatestImageRequest, FindLatestImageResponse>("FindLatestImage", FindLatestImage),
            Method<ChangeImageExpirationRequest, ChangeImageExpirationResponse>(
                "ChangeImageExpiration", ChangeExpiration),
            Method<DeleteImageRequest, DeleteImageResponse>("DeleteImage", request =>
                Images.TryRemove(request.ImageName, out _)
                    ? new DeleteImageResponse()
                    : throw new SrpcException("image does not exist")),
            SrpcMethod.Streaming("ListDirectories", ListDirectoriesAsync),
            SrpcMethod.Streaming("ListSelectedImages", ListAsync)),
        new SrpcService(
            "ObjectServer",
            Method<CheckObjectsRequest, CheckObjectsResponse>("CheckObjects", request =>
            {
                Questions++;
                return new CheckObjectsResponse
                {
                    ObjectSizes =
                        [.. request.Hashes.Select(hash => Objects.TryGetValue(hash, out var bytes) ? (ulong)bytes.Length : 0)],
                };
            }),
            SrpcMethod.Streaming("AddObjects", AddObjectsAsync),
            SrpcMethod.Streaming("GetObjects", GetObjectsAsync)),
    ];

    private static SrpcMethod Method<TRequest, TReply>(string name, Func<TRequest, TReply> handle) =>
        SrpcMethod.RequestReply<TRequest, TReply>(name, (request, _, _) => Task.FromResult(handle(request)))
            with { Limits = GobLimits.Image };

    private AddImageResponse AddImage(AddImageRequest request)
    {
        if (Failure.Length > 0)
        {
            throw new SrpcException(Failure);
        }

        var missing = request.Image!.FileSystem!.InodeTable.Values.OfType<RegularInode>()
            .Count(file => file.Size > 0 && !Objects.ContainsKey(file.Hash));
        if (missing > 0)
        {
            throw new SrpcException($"{missing} objects are not available");
        }

        if (!Directories.ContainsKey(request.ImageName[..request.ImageName.LastIndexOf('/')]))
        {
            throw new SrpcException("no metadata for: the directory");
        }

        if (!Images.TryAdd(request.ImageName, request.Image with { CreatedOn = new GobTime(Images.Count + 1) }))
        {
            throw new SrpcException("image already exists");
        }

        if (LosesNextAnswer)
        {
            LosesNextAnswer = false;
            OnLostAnswer();
            throw new InvalidOperationException("closes the connection");
        }

        return new AddImageResponse();
    }

    private FindLatestImageResponse FindLatestImage(FindLatestImageRequest request) =>
        !Directories.ContainsKey(request.DirectoryName)
            ? new FindLatestImageResponse { Error = $"unknown directory: {request.DirectoryName}" }
            : new FindLatestImageResponse
            {
                ImageName = Images
                    .Where(image => image.Key[..image.Key.LastIndexOf('/')] == request.DirectoryName)
                    .OrderBy(image => image.Value.CreatedOn.Seconds)
                    .Select(image => image.Key).LastOrDefault(""),
            };

    private ChangeImageExpirationResponse ChangeExpiration(ChangeImageExpirationRequest request)
    {
        if (!Images.TryGetValue(request.ImageName, out var image))
        {
            return new ChangeImageExpirationResponse { Error = "image not found" };
        }

        Images[request.ImageName] = image with { ExpiresAt = request.ExpiresAt };
        return new ChangeImageExpirationResponse();
    }

    private async Task ListDirectoriesAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        foreach (var name in Directories.Keys.Append(""))
        {
            await call.WriteAsync(new ImageDirectory { Name = name }, cancellationToken);
        }
    }

    private async Task ListAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<ListSelectedImagesRequest>(cancellationToken);
        foreach (var name in Images.Keys.Where(name => name.StartsWith(request.DirectoryName, StringComparison.Ordinal)))
        {
            await call.WriteLineAsync(name, cancellationToken);
        }

        await call.WriteLineAsync("", cancellationToken);
    }

    private async Task AddObjectsAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        while (await call.ReadAsync<AddObjectRequest>(cancellationToken) is { Length: > 0 } request)
        {
            var bytes = new byte[request.Length];
            await call.ReadRawAsync(bytes, cancellationToken);
            ObjectBytesReceived += bytes.Length;
            var hash = ObjectHash.Compute(bytes);
            var error = Failure.Length > 0 ? Failure
                : request.ExpectedHash != hash ? $"hash mismatch. Computed={hash}, expected={request.ExpectedHash}"
                : "";
            await call.WriteAsync(
                new AddObjectResponse
                {
                    ErrorString = error,
                    Hash = hash,
                    Added = error.Length == 0 && Objects.TryAdd(hash, bytes),
                },
                cancellationToken);
        }
    }

    private async Task GetObjectsAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<GetObjectsRequest>(cancellationToken);
        ImmutableArray<byte[]?> found = [.. request.Hashes.Select(hash => Objects.GetValueOrDefault(hash))];
        var missing = request.Hashes.FirstOrDefault(hash => !Objects.ContainsKey(hash));
        await call.WriteAsync(
            new GetObjectsResponse
            {
                ResponseString = found.Contains(null) && !SendsSizeOfUnknownObjects ? $"unknown object: {missing}" : "",
                ObjectSizes = [.. found.Select(bytes => (ulong)(bytes?.Length ?? 0))],
            },
            cancellationToken);
        foreach (var bytes in found.Contains(null) ? [] : found)
        {
            await call.WriteRawAsync(bytes, cancellationToken);
        }
    }
}
