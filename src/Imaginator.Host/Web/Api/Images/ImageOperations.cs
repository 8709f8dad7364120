using Imaginator.Host.Images.Differences;
using Imaginator.Host.Web.Api.Contract;
using Imaginator.Host.Web.Api.Messages.Images;
using Imaginator.Host.Web.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Images;

/// <summary>The operations of images.</summary>
internal static class ImageOperations
{
    private const string Path = "/images";
    private const string PathOfOne = Path + "/{name}";
    private const int BadGateway = StatusCodes.Status502BadGateway;
    private const string ViewBoth = "the role view for the streams of both images, or access to Imaginator.Read";

    private static ApiParameterInfo Name => ApiParameterInfo.InPath("name", "The name of the image; its slashes are encoded as %2F.");

    private static ApiParameterInfo InImage => ApiParameterInfo.InQuery(
        "path", "A path in the image, by default /. Symbolic links are followed in the image. File names are percent-encoded bytes.");

    private static ApiParameterInfo With => ApiParameterInfo.Required("with", "The name of the other image.");

    public static IEnumerable<ApiOperation> All =>
    [
        ApiOperation.Of<ImagesApi>(HttpMethods.Get, Path, (api, context) => api.ListAsync(context), () => new()
        {
            Id = "listImages",
            Group = ApiGroups.Images,
            Summary = "List images, in the order of their names",
            Permission = ApiPermissions.ViewSome,
            Parameters =
            [
                ApiParameterInfo.InQuery("directory", "Images of this directory, for example a stream, and of its subdirectories."),
                ApiParameterInfo.InQuery("after", "Images whose names come after this name."),
                ApiParameterInfo.Limit(ImagesApi.MaximumLimit, ApiParameters.DefaultLimit),
            ],
            Answers = [ApiAnswerInfo.Json<ApiImages>()],
            Problems = [StatusCodes.Status400BadRequest, BadGateway],
        }),
        ApiOperation.Of<ImagesApi>(HttpMethods.Get, PathOfOne, (api, context) => api.ShowAsync(context), () => new()
        {
            Id = "getImage",
            Group = ApiGroups.Images,
            Summary = "Show an image",
            Permission = ApiPermissions.View,
            Parameters = [Name],
            Answers = [ApiAnswerInfo.Json<ApiImage>(), ApiAnswerInfo.NotModified],
            Problems = [StatusCodes.Status404NotFound, BadGateway],
        }),
        ApiOperation.Of<ImageChangesApi>(HttpMethods.Patch, PathOfOne, (api, context) => api.ChangeAsync(context), () => new()
        {
            Id = "changeImage",
            Group = ApiGroups.Images,
            Summary = "Postpone the expiration of an image",
            Permission = ApiPermissions.ManageImage("ImageServer.ChangeImageExpiration"),
            Text = "Requires permission to manage the stream, or ownership of the image. Owners can postpone the expiration by at most a day.",
            Parameters = [Name],
            Body = typeof(ApiImageChange),
            Answers = [ApiAnswerInfo.Json<ApiImage>()],
            Problems =
            [
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict,
                StatusCodes.Status415UnsupportedMediaType, BadGateway,
            ],
        }),
        ApiOperation.Of<ImageChangesApi>(HttpMethods.Delete, PathOfOne, (api, context) => api.DeleteAsync(context), () => new()
        {
            Id = "deleteImage",
            Group = ApiGroups.Images,
            Summary = "Delete an image",
            Permission = ApiPermissions.ManageImage("ImageServer.DeleteImage"),
            Text = "Requires permission to manage the stream, or ownership of the image. The name cannot be used again.",
            Parameters = [Name],
            Answers = [ApiAnswerInfo.NoContent],
            Problems = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, BadGateway],
        }),
        ApiOperation.Of<FilesApi>(HttpMethods.Get, PathOfOne + "/files", (api, context) => api.ShowAsync(context), () => new()
        {
            Id = "getFile",
            Group = ApiGroups.Images,
            Summary = "Read a file or list a directory of an image",
            Permission = ApiPermissions.View,
            Text = "The answer has the bytes of a regular file, or the entries of a directory as JSON. Text is text/plain.",
            Parameters =
            [
                Name,
                InImage,
                ApiParameterInfo.InQuery("stat", "Whether to answer with the attributes of the file as JSON (the schema ApiFile) instead.", ApiValueType.Boolean),
                ApiParameterInfo.InQuery("after", "Entries of the directory whose names come after this name."),
                ApiParameterInfo.Limit(FilesApi.MaximumLimit, FilesApi.UsualLimit),
            ],
            Answers = [ApiAnswerInfo.Json<ApiDirectory>(), ApiAnswerInfo.PlainText, ApiAnswerInfo.Bytes, ApiAnswerInfo.NotModified],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, BadGateway],
        }),
        ApiOperation.Of<FilesApi>(HttpMethods.Get, PathOfOne + "/sizes", (api, context) => api.MeasureAsync(context), () => new()
        {
            Id = "measureDirectory",
            Group = ApiGroups.Images,
            Summary = "Measure the entries of a directory of an image",
            Permission = ApiPermissions.View,
            Parameters = [Name, InImage],
            Answers = [ApiAnswerInfo.Json<ApiDirectorySizes>(), ApiAnswerInfo.NotModified],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, BadGateway],
        }),
        ApiOperation.Of<ImagesApi>(HttpMethods.Get, PathOfOne + "/packages", (api, context) => api.ListPackagesAsync(context), () => new()
        {
            Id = "listPackages",
            Group = ApiGroups.Images,
            Summary = "List the installed packages of an image",
            Permission = ApiPermissions.View,
            Parameters = [Name],
            Answers = [ApiAnswerInfo.Json<ApiPackages>(), ApiAnswerInfo.NotModified],
            Problems = [StatusCodes.Status404NotFound, BadGateway],
        }),
        ApiOperation.Of<ImagesApi>(HttpMethods.Get, PathOfOne + "/log", (api, context) => api.ShowLogAsync(context), () => new()
        {
            Id = "getImageLog",
            Group = ApiGroups.Images,
            Summary = "Read the build log of an image",
            Permission = ApiPermissions.View,
            Parameters = [Name],
            Answers = [ApiAnswerInfo.PlainText],
            Problems = [StatusCodes.Status404NotFound, BadGateway],
        }),
        ApiOperation.Of<ImagesApi>(HttpMethods.Get, PathOfOne + "/release-notes", (api, context) => api.ShowNotesAsync(context), () => new()
        {
            Id = "getReleaseNotes",
            Group = ApiGroups.Images,
            Summary = "Read the release notes of an image",
            Permission = ApiPermissions.View,
            Parameters = [Name],
            Answers = [ApiAnswerInfo.PlainText],
            Problems = [StatusCodes.Status404NotFound, BadGateway],
        }),
        ApiOperation.Of<DifferencesApi>(HttpMethods.Get, PathOfOne + "/diff", (api, context) => api.ShowAsync(context), () => new()
        {
            Id = "compareImages",
            Group = ApiGroups.Images,
            Summary = "Compare an image with another one",
            Permission = ViewBoth,
            Parameters =
            [
                Name,
                With,
                ApiParameterInfo.InQuery("below", "Differences of this path, and below it."),
                ApiParameterInfo.InQuery("after", "Differences of paths that come after this path."),
                ApiParameterInfo.Limit(DiffPage.MaximumCount, DiffPage.DefaultCount),
            ],
            Answers = [ApiAnswerInfo.Json<ApiDifference>(), ApiAnswerInfo.NotModified],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, BadGateway],
        }),
        ApiOperation.Of<DifferencesApi>(HttpMethods.Get, PathOfOne + "/diff/text", (api, context) => api.ShowTextAsync(context), () => new()
        {
            Id = "compareFile",
            Group = ApiGroups.Images,
            Summary = "Compare a text file of an image with that of another one",
            Permission = ViewBoth,
            Parameters = [Name, With, ApiParameterInfo.Required("path", "The path of the file in both images.")],
            Answers = [ApiAnswerInfo.Json<ApiTextDifference>(), ApiAnswerInfo.NotModified],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, BadGateway],
        }),
    ];
}
