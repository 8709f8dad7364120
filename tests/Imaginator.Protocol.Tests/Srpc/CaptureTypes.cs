using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ImageServer.Objects;
using Imaginator.Protocol.Messages.ImageServer.Replication;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Messages.Srpc;
using Imaginator.Protocol.Tests.Vectors.Srpc;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>What the methods of the recorded sessions exchange.</summary>
internal static class CaptureTypes
{
    public static IReadOnlyDictionary<string, (Type Request, Type Reply)> RequestReply { get; } =
        new Dictionary<string, (Type, Type)>
        {
            ["ImageServer.AddImage"] = (typeof(AddImageRequest), typeof(AddImageResponse)),
            ["ImageServer.ChangeImageExpiration"] =
                (typeof(ChangeImageExpirationRequest), typeof(ChangeImageExpirationResponse)),
            ["ImageServer.CheckDirectory"] = (typeof(CheckDirectoryRequest), typeof(CheckDirectoryResponse)),
            ["ImageServer.CheckImage"] = (typeof(CheckImageRequest), typeof(CheckImageResponse)),
            ["ImageServer.DeleteImage"] = (typeof(DeleteImageRequest), typeof(DeleteImageResponse)),
            ["ImageServer.FindLatestImage"] = (typeof(FindLatestImageRequest), typeof(FindLatestImageResponse)),
            ["ImageServer.GetImage"] = (typeof(GetImageRequest), typeof(GetImageResponse)),
            ["ImageServer.GetImageExpiration"] =
                (typeof(GetImageExpirationRequest), typeof(GetImageExpirationResponse)),
            ["ImageServer.GetImageInodes"] = (typeof(GetImageInodesRequest), typeof(GetImageInodesResponse)),
            ["ImageServer.MakeDirectory"] = (typeof(MakeDirectoryRequest), typeof(MakeDirectoryResponse)),
            ["Imaginator.DisableAutoBuilds"] = (typeof(DisableAutoBuildsRequest), typeof(DisableAutoBuildsResponse)),
            ["Imaginator.DisableBuildRequests"] =
                (typeof(DisableBuildRequestsRequest), typeof(DisableBuildRequestsResponse)),
            ["Imaginator.GetDependencies"] = (typeof(GetDependenciesRequest), typeof(GetDependenciesResponse)),
            ["Imaginator.GetDirectedGraph"] = (typeof(GetDirectedGraphRequest), typeof(GetDirectedGraphResponse)),
            ["Imaginator.ReplaceIdleSlaves"] = (typeof(ReplaceIdleSlavesRequest), typeof(ReplaceIdleSlavesResponse)),
            ["Imaginator.StartAutoBuilds"] = (typeof(StartAutoBuildsRequest), typeof(StartAutoBuildsResponse)),
            ["ObjectServer.CheckObjects"] = (typeof(CheckObjectsRequest), typeof(CheckObjectsResponse)),
        };

    public static IReadOnlyDictionary<string, (Type Client, Type Server)> Streaming { get; } =
        new Dictionary<string, (Type, Type)>
        {
            ["ImageServer.GetFilteredImageUpdates"] = (typeof(GetFilteredImageUpdatesRequest), typeof(ImageUpdate)),
            ["ImageServer.GetImageUpdates"] = (typeof(void), typeof(ImageUpdate)),
            ["ImageServer.ListDirectories"] = (typeof(void), typeof(ImageDirectory)),
            ["ImageServer.ListImages"] = (typeof(void), typeof(void)),
            ["ImageServer.ListSelectedImages"] = (typeof(ListSelectedImagesRequest), typeof(void)),
            ["ImageServer.ListUnreferencedObjects"] = (typeof(void), typeof(UnreferencedObject)),
            ["Imaginator.BuildImage"] = (typeof(BuildImageRequest), typeof(BuildImageResponse)),
            ["ObjectServer.AddObjects"] = (typeof(AddObjectRequest), typeof(AddObjectResponse)),
            ["ObjectServer.GetObjects"] = (typeof(GetObjectsRequest), typeof(GetObjectsResponse)),
        };

    public static Type Of(string method, CaptureStep step) => step.Note switch
    {
        "request one" => typeof(LocalUpgradeToUnixRequestOne),
        "response one" => typeof(LocalUpgradeToUnixResponseOne),
        "request two" => typeof(LocalUpgradeToUnixRequestTwo),
        "response two" => typeof(LocalUpgradeToUnixResponseTwo),
        _ when RequestReply.TryGetValue(method, out var pair) => step.IsFromClient ? pair.Request : pair.Reply,
        _ => step.IsFromClient ? Streaming[method].Client : Streaming[method].Server,
    };
}
