using Imaginator.Host.Web.Api.Contract;
using Imaginator.Host.Web.Api.Images;
using Imaginator.Host.Web.Api.Messages.Images;
using Imaginator.Host.Web.Api.Messages.Streams;
using Imaginator.Host.Web.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Streams;

/// <summary>The operations of streams.</summary>
internal static class StreamOperations
{
    private const string Path = "/streams";
    private const string PathOfOne = Path + "/{name}";

    private static ApiParameterInfo Name => ApiParameterInfo.InPath("name", "The name of the stream; its slashes are encoded as %2F.");

    public static IEnumerable<ApiOperation> All =>
    [
        ApiOperation.Of<StreamsApi>(HttpMethods.Get, Path, (api, context) => api.List(context), () => new()
        {
            Id = "listStreams",
            Group = ApiGroups.Streams,
            Summary = "List the configured streams, in the order of their names",
            Permission = ApiPermissions.ViewSome,
            Parameters =
            [
                ApiParameterInfo.InQuery("prefix", "Streams whose names start with this text."),
                ApiParameterInfo.InQuery("search", "Streams whose names contain this text."),
                ApiParameterInfo.InQuery("after", "Streams whose names come after this name."),
                ApiParameterInfo.Limit(StreamsApi.MaximumLimit, ApiParameters.DefaultLimit),
            ],
            Answers = [ApiAnswerInfo.Json<ApiStreams>()],
            Problems = [StatusCodes.Status400BadRequest],
        }),
        ApiOperation.Of<StreamsApi>(HttpMethods.Get, PathOfOne, (api, context) => api.Show(context), () => new()
        {
            Id = "getStream",
            Group = ApiGroups.Streams,
            Summary = "Show a stream, also one of a pattern",
            Permission = ApiPermissions.View,
            Parameters = [Name],
            Answers = [ApiAnswerInfo.Json<ApiStream>()],
            Problems = [StatusCodes.Status404NotFound],
        }),
        ApiOperation.Of<ImagesApi>(HttpMethods.Get, PathOfOne + "/newest-image", (api, context) => api.FindNewestAsync(context), () => new()
        {
            Id = "findNewestImage",
            Group = ApiGroups.Streams,
            Summary = "Find the newest image of a stream",
            Permission = ApiPermissions.View,
            Parameters =
            [
                Name,
                ApiParameterInfo.InQuery("ignoreExpiring", "Whether to skip images that have an expiration time.", ApiValueType.Boolean),
                ApiParameterInfo.InQuery("commit", "The commit id or branch that the image must be built from."),
                ApiParameterInfo.InQuery("tag", "A tag that the image must have, as KEY=VALUE. The parameter can be repeated: the image must have one of the values of each key."),
            ],
            Answers = [ApiAnswerInfo.Json<ApiImageName>()],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status502BadGateway],
        }),
        ApiOperation.Of<FilesApi>(HttpMethods.Get, PathOfOne + "/file-history", (api, context) => api.ShowHistoryAsync(context), () => new()
        {
            Id = "getFileHistory",
            Group = ApiGroups.Streams,
            Summary = "Show the states of a file in the newest images of a stream",
            Permission = ApiPermissions.View,
            Parameters = [Name, ApiParameterInfo.Required("path", "The path of the file in the images.")],
            Answers = [ApiAnswerInfo.Json<ApiFileHistory>()],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status502BadGateway],
        }),
        ApiOperation.Of<StreamsApi>(HttpMethods.Get, "/failing-streams", (api, context) => api.ListFailing(context), () => new()
        {
            Id = "listFailingStreams",
            Group = ApiGroups.Streams,
            Summary = "List the configured streams whose last build failed",
            Permission = ApiPermissions.ViewSome,
            Answers = [ApiAnswerInfo.Json<ApiFailingStreams>()],
        }),
    ];
}
