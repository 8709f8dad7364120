using System.Collections.Frozen;
using System.Globalization;
using Imaginator.ImageServing.Answers;
using Imaginator.ImageServing.Archives;
using Imaginator.ImageServing.Configuration;
using Imaginator.ImageServing.Directories;
using Imaginator.ImageServing.Images;
using Imaginator.ImageServing.Objects;
using Imaginator.ImageServing.Updates;
using Imaginator.ImageStores;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Archives;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ImageServer.Objects;
using Imaginator.Protocol.Messages.ImageServer.Replication;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing;

/// <summary>The service <c>ImageServer</c>.</summary>
internal static class ImageServerService
{
    private const string Name = "ImageServer";

    // Open to all callers with a user name; the handlers check the ownership of what a caller changes.
    private static readonly FrozenSet<string> ChangesByOwners =
        FrozenSet.Create("ChangeImageExpiration", "ChownDirectory", "DeleteImage");

    private static readonly FrozenSet<string> Reads = FrozenSet.Create(
        "CheckDirectory", "CheckImage", "FindLatestImage", "GetFilteredImageUpdates", "GetImage", "GetImageArchive",
        "GetImageComputedFiles", "GetImageExpiration", "GetImageInodes", "GetImageUpdates", "GetImageUsageEstimate",
        "GetObjectStatisticsForImages", "GetReplicationMaster", "ListDirectories", "ListImages", "ListSelectedImages",
        "ListUnreferencedObjects");

    /// <summary>Creates the service.</summary>
    public static SrpcService Create(
        IServableStore store, ImageServingOptions options, TreeSlots slots, ArchiveSecret archiveSecret,
        TimeProvider timeProvider, ISrpcAudit audit, ILogger logger)
    {
        var additions = new ImageAdditions(store, timeProvider);
        var archives = new ImageArchives(store, additions, archiveSecret, audit);
        var changes = new ImageChanges(store, options, timeProvider);
        var contents = new ImageContents(store, timeProvider);
        var directories = new DirectoryMethods(store);
        var lists = new ImageLists(store);
        var queries = new ImageQueries(store, timeProvider);
        var unreferenced = new UnreferencedObjectMethods(store, logger);
        var updates = new ImageUpdateStream(store);
        SrpcMethod[] methods =
        [
            Change<AddImageRequest, AddImageResponse>("AddImage", request => request.ImageName, additions.AddAsync)
                with { Limits = GobLimits.Image },
            Change<AddImageRequest, AddImageResponse>(
                "AddImageTrusted", request => request.ImageName, additions.AddTrustedAsync) with { Limits = GobLimits.Image },
            Change<ChangeImageExpirationRequest, ChangeImageExpirationResponse>(
                "ChangeImageExpiration", NewLifeOf, changes.ChangeExpirationAsync, reply => reply.Error),
            Change<ChangeOwnerRequest, ChangeOwnerResponse>(
                "ChownDirectory", request => $"{request.DirectoryName} to {request.OwnerGroup}", directories.ChangeOwnerAsync),
            Change<DeleteDirectoryRequest, DeleteDirectoryResponse>(
                "DeleteDirectory", request => request.DirectoryName, directories.DeleteAsync, reply => reply.Error),
            Change<DeleteImageRequest, DeleteImageResponse>(
                "DeleteImage", request => request.ImageName, changes.DeleteAsync),
            Change<DeleteUnreferencedObjectsRequest, DeleteUnreferencedObjectsResponse>(
                "DeleteUnreferencedObjects", AmountOf, unreferenced.DeleteAsync),
            Change<MakeDirectoryRequest, MakeDirectoryResponse>(
                "MakeDirectory", request => request.DirectoryName, directories.MakeAsync),
            Call<RestoreImageFromArchiveRequest, RestoreImageFromArchiveResponse>(
                "RestoreImageFromArchive", archives.RestoreAsync) with { Limits = GobLimits.Image },
            Call<CheckDirectoryRequest, CheckDirectoryResponse>("CheckDirectory", directories.CheckAsync),
            Call<CheckImageRequest, CheckImageResponse>("CheckImage", queries.CheckAsync),
            Call<FindLatestImageRequest, FindLatestImageResponse>("FindLatestImage", queries.FindLatestAsync),
            Tree<GetImageRequest, GetImageResponse>("GetImage", queries.GetAsync),
            Tree<GetImageArchiveRequest, GetImageArchiveResponse>("GetImageArchive", archives.GetAsync),
            Tree<GetImageComputedFilesRequest, GetImageComputedFilesResponse>(
                "GetImageComputedFiles", contents.GetComputedFilesAsync),
            Call<GetImageExpirationRequest, GetImageExpirationResponse>(
                "GetImageExpiration", queries.GetExpirationAsync),
            Tree<GetImageInodesRequest, GetImageInodesResponse>("GetImageInodes", contents.GetInodesAsync),
            Tree<GetImageUsageEstimateRequest, GetImageUsageEstimateResponse>(
                "GetImageUsageEstimate", contents.GetUsageEstimateAsync),
            Tree<GetObjectStatisticsForImagesRequest, GetObjectStatisticsForImagesResponse>(
                "GetObjectStatisticsForImages", contents.GetStatisticsAsync),
            Call<GetReplicationMasterRequest, GetReplicationMasterResponse>(
                "GetReplicationMaster", (_, _, _) => Task.FromResult(new GetReplicationMasterResponse())),
            Call<ImportTreeRequest, ImportTreeResponse>("ImportTree", (_, _, _) => Task.FromResult(new ImportTreeResponse
            {
                Error = "ImportTree is not supported: this server does not fetch trees from other servers; add an image with AddImage",
            })),
            SrpcMethod.Streaming("GetFilteredImageUpdates", updates.RunFilteredAsync),
            SrpcMethod.Streaming("GetImageUpdates", updates.RunAsync),
            SrpcMethod.Streaming("ListDirectories", directories.ListAsync),
            SrpcMethod.Streaming("ListImages", lists.ListAllAsync),
            SrpcMethod.Streaming("ListSelectedImages", lists.ListSelectedAsync),
            SrpcMethod.Streaming("ListUnreferencedObjects", unreferenced.ListAsync),
        ];
        return new SrpcService(Name, methods.Select(method => method with
        {
            IsPublic = Reads.Contains(method.Name) || ChangesByOwners.Contains(method.Name),
            IsUnauthenticated = options.AllowUnauthenticatedReads && Reads.Contains(method.Name),
        }));

        SrpcMethod Tree<TRequest, TReply>(
            string name, Func<TRequest, SrpcCall, TreeSlot, CancellationToken, Task<TReply>> handle) =>
            TreeMethod.RequestReply(name, slots, handle);

        SrpcMethod Change<TRequest, TReply>(
            string name,
            Func<TRequest, string> targetOf,
            Func<TRequest, SrpcCall, CancellationToken, Task<TReply>> handle,
            Func<TReply, string>? errorOf = null) =>
            AuditedMethod.RequestReply(audit, Name, name, targetOf, errorOf ?? (_ => ""), handle);
    }

    private static string NewLifeOf(ChangeImageExpirationRequest request) =>
        request.ExpiresAt.ToNullableDateTimeOffset() is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"{request.ImageName} until {time:yyyy-MM-dd'T'HH:mm:ss'Z'}")
            : $"{request.ImageName} without limit";

    private static string AmountOf(DeleteUnreferencedObjectsRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"at least {request.Percentage} % and {request.Bytes} bytes");

    private static SrpcMethod Call<TRequest, TReply>(
        string name, Func<TRequest, SrpcCall, CancellationToken, Task<TReply>> handle) =>
        SrpcMethod.RequestReply(name, handle);
}
