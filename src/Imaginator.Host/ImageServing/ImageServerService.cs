using System.Collections.Frozen;
using Imaginator.Host.ImageServing.Directories;
using Imaginator.Host.ImageServing.Images;
using Imaginator.Host.ImageServing.Objects;
using Imaginator.Host.ImageServing.Updates;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages.ImageServer;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.ImageServing;

/// <summary>The service <c>ImageServer</c>.</summary>
internal static class ImageServerService
{
    // Open to everyone with a user name, who may change only what is his; the handlers see to that.
    private static readonly FrozenSet<string> ChangesByOwners =
        FrozenSet.Create("ChangeImageExpiration", "ChownDirectory", "DeleteImage");

    private static readonly FrozenSet<string> Reads = FrozenSet.Create(
        "CheckDirectory", "CheckImage", "FindLatestImage", "GetFilteredImageUpdates", "GetImage", "GetImageArchive",
        "GetImageComputedFiles", "GetImageExpiration", "GetImageInodes", "GetImageUpdates", "GetImageUsageEstimate",
        "GetObjectStatisticsForImages", "GetReplicationMaster", "ListDirectories", "ListImages", "ListSelectedImages",
        "ListUnreferencedObjects");

    /// <summary>Creates it.</summary>
    /// <param name="served">The store.</param>
    /// <param name="options">What callers may do.</param>
    /// <param name="archiveSecret">What archives of images are sealed with.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Is told of changes.</param>
    public static SrpcService Create(
        ServedStore served, ImageServingOptions options, ReadOnlyMemory<byte> archiveSecret, TimeProvider timeProvider,
        ILogger logger)
    {
        var additions = new ImageAdditions(served, timeProvider, logger);
        var archives = new ImageArchives(served, additions, archiveSecret);
        var changes = new ImageChanges(served, options, timeProvider, logger);
        var contents = new ImageContents(served, timeProvider);
        var directories = new DirectoryMethods(served, logger);
        var lists = new ImageLists(served);
        var queries = new ImageQueries(served, timeProvider);
        var unreferenced = new UnreferencedObjectMethods(served, logger);
        var updates = new ImageUpdateStream(served);
        SrpcMethod[] methods =
        [
            Call<AddImageRequest, AddImageResponse>("AddImage", additions.AddAsync) with { Limits = GobLimits.Image },
            Call<AddImageRequest, AddImageResponse>("AddImageTrusted", additions.AddTrustedAsync)
                with
            { Limits = GobLimits.Image },
            Call<ChangeImageExpirationRequest, ChangeImageExpirationResponse>(
                "ChangeImageExpiration", changes.ChangeExpirationAsync),
            Call<CheckDirectoryRequest, CheckDirectoryResponse>("CheckDirectory", directories.CheckAsync),
            Call<CheckImageRequest, CheckImageResponse>("CheckImage", queries.CheckAsync),
            Call<ChangeOwnerRequest, ChangeOwnerResponse>("ChownDirectory", directories.ChangeOwnerAsync),
            Call<DeleteDirectoryRequest, DeleteDirectoryResponse>("DeleteDirectory", directories.DeleteAsync),
            Call<DeleteImageRequest, DeleteImageResponse>("DeleteImage", changes.DeleteAsync),
            Call<DeleteUnreferencedObjectsRequest, DeleteUnreferencedObjectsResponse>(
                "DeleteUnreferencedObjects", unreferenced.DeleteAsync),
            Call<FindLatestImageRequest, FindLatestImageResponse>("FindLatestImage", queries.FindLatestAsync),
            Call<GetImageRequest, GetImageResponse>("GetImage", queries.GetAsync),
            Call<GetImageArchiveRequest, GetImageArchiveResponse>("GetImageArchive", archives.GetAsync),
            Call<GetImageComputedFilesRequest, GetImageComputedFilesResponse>(
                "GetImageComputedFiles", contents.GetComputedFilesAsync),
            Call<GetImageExpirationRequest, GetImageExpirationResponse>(
                "GetImageExpiration", queries.GetExpirationAsync),
            Call<GetImageInodesRequest, GetImageInodesResponse>("GetImageInodes", contents.GetInodesAsync),
            Call<GetImageUsageEstimateRequest, GetImageUsageEstimateResponse>(
                "GetImageUsageEstimate", contents.GetUsageEstimateAsync),
            Call<GetObjectStatisticsForImagesRequest, GetObjectStatisticsForImagesResponse>(
                "GetObjectStatisticsForImages", contents.GetStatisticsAsync),
            Call<GetReplicationMasterRequest, GetReplicationMasterResponse>(
                "GetReplicationMaster", (_, _, _) => Task.FromResult(new GetReplicationMasterResponse())),
            Call<ImportTreeRequest, ImportTreeResponse>("ImportTree", (_, _, _) => Task.FromResult(new ImportTreeResponse
            {
                Error = "this server does not fetch trees from others: add an image with AddImage",
            })),
            Call<RestoreImageFromArchiveRequest, RestoreImageFromArchiveResponse>(
                "RestoreImageFromArchive", archives.RestoreAsync) with
            { Limits = GobLimits.Image },
            Call<MakeDirectoryRequest, MakeDirectoryResponse>("MakeDirectory", directories.MakeAsync),
            SrpcMethod.Streaming("GetFilteredImageUpdates", updates.RunFilteredAsync),
            SrpcMethod.Streaming("GetImageUpdates", updates.RunAsync),
            SrpcMethod.Streaming("ListDirectories", directories.ListAsync),
            SrpcMethod.Streaming("ListImages", lists.ListAllAsync),
            SrpcMethod.Streaming("ListSelectedImages", lists.ListSelectedAsync),
            SrpcMethod.Streaming("ListUnreferencedObjects", unreferenced.ListAsync),
        ];
        return new SrpcService("ImageServer", methods.Select(method => method with
        {
            IsPublic = Reads.Contains(method.Name) || ChangesByOwners.Contains(method.Name),
            IsUnauthenticated = options.AllowUnauthenticatedReads && Reads.Contains(method.Name),
        }));
    }

    private static SrpcMethod Call<TRequest, TReply>(
        string name, Func<TRequest, SrpcCall, CancellationToken, Task<TReply>> handle) =>
        SrpcMethod.RequestReply(name, handle);
}
