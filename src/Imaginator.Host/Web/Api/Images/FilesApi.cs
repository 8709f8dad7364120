using Imaginator.Files;
using Imaginator.Host.Images;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Images;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Images;

/// <summary>Shows the trees of images: <c>/api/v1/images/NAME/files</c> and its relatives.</summary>
internal sealed class FilesApi(ImageBrowser images, ApiReaders readers)
{
    public const int MaximumLimit = 10_000;
    public const int UsualLimit = 1000;

    /// <summary>The bytes of a file, the entries of a directory, or the attributes of either.</summary>
    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var path = parameters.Path("path") ?? TreePath.Root;
        var describes = parameters.Boolean("stat") ?? false;
        var after = parameters.Path("after");
        var limit = parameters.Limit(MaximumLimit, UsualLimit);
        var name = ApiSegments.NameOf(context);
        if ((parameters.Fault ?? FindFault(path)) is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        if (!readers.Of(context).SeesImage(name))
        {
            return Problems.ImageNotFound(name);
        }

        if (await images.FindFileAsync(name, path, context.RequestAborted) is not { } file)
        {
            return FileNotFound(name, path);
        }

        var links = ApiLinks.Of(context);
        if (describes)
        {
            return new JsonAnswer<ApiFile>(ApiFile.Of(name, file, links), ApiJson.Default.ApiFile) { HasTag = true };
        }

        return file.Kind switch
        {
            TreeFileKind.Directory => await ListAsync(context, parameters, name, path, after, limit, links),
            TreeFileKind.Regular => new StoredFileAnswer(file, cancellationToken => images.OpenAsync(name, path, cancellationToken)),
            _ => Problems.Of(
                StatusCodes.Status409Conflict,
                $"\"{FileName.ToDisplay(path)}\" has no contents in the image store: its kind is {ApiFile.NameOf(file.Kind)}; "
                + "add the parameter stat=true for its attributes"),
        };
    }

    public async Task<IResult> MeasureAsync(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var path = parameters.Path("path") ?? TreePath.Root;
        var name = ApiSegments.NameOf(context);
        if ((parameters.Fault ?? FindFault(path)) is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        return readers.Of(context).SeesImage(name) && await images.SizesAsync(name, path, context.RequestAborted) is { } sizes
            ? new JsonAnswer<ApiDirectorySizes>(Describe(sizes), ApiJson.Default.ApiDirectorySizes) { HasTag = true }
            : FileNotFound(name, path);
    }

    public async Task<IResult> ShowHistoryAsync(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        parameters.Required("path", "a path such as /etc/fstab");
        var path = parameters.Path("path") ?? "";
        var stream = ApiSegments.NameOf(context);
        if ((parameters.Fault ?? FindFault(path)) is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        var versions = readers.Of(context).Sees(stream) ? await images.HistoryOfFileAsync(stream, path, context.RequestAborted) : [];
        var links = ApiLinks.Of(context);
        return versions.Count == 0
            ? Problems.NotFound($"no image of stream \"{stream}\" has \"{FileName.ToDisplay(path)}\"")
            : new JsonAnswer<ApiFileHistory>(
                new ApiFileHistory { Versions = [.. versions.Select(version => Describe(version, links))] }, ApiJson.Default.ApiFileHistory);
    }

    /// <summary>The reason why a path is invalid; null if it is valid.</summary>
    public static string? FindFault(string path) => TreePath.Split(path) is null
        ? $"invalid path \"{FileName.ToDisplay(path.Length > 100 ? path[..100] : path)}\"; give a path in the image that begins with a slash, "
            + "without the names . and .."
        : null;

    private static IResult FileNotFound(string image, string path) =>
        Problems.NotFound($"image \"{image}\" not found, or it does not have \"{FileName.ToDisplay(path)}\"");

    private async Task<IResult> ListAsync(
        HttpContext context, ApiParameters parameters, string name, string path, string? after, int limit, ApiLinks links)
    {
        if (await images.ListAsync(name, path, context.RequestAborted) is not { } listing)
        {
            return FileNotFound(name, path);
        }

        var entries = listing.Entries
            .Where(entry => after is null || FileName.BytewiseComparer.Compare(entry.Name, after) > 0)
            .Take(limit + 1)
            .ToList();
        var next = entries.Count > limit ? parameters.NextPathAddress("after", entries[limit - 1].Name) : null;
        return new JsonAnswer<ApiDirectory>(
            new ApiDirectory
            {
                Directory = ApiFile.Of(name, listing.Directory, links),
                Entries = [.. entries.Take(limit).Select(entry => ApiFile.Of(name, entry, links))],
                Next = next,
            },
            ApiJson.Default.ApiDirectory) { HasTag = true, Next = next };
    }

    private static ApiDirectorySizes Describe(DirectorySizes sizes) => new()
    {
        Path = FileName.ToDisplay(sizes.Path),
        Bytes = sizes.Bytes,
        Files = sizes.Files,
        Entries =
        [
            .. sizes.Entries.Select(entry => new ApiDirectorySize
            {
                Name = FileName.ToDisplay(entry.Name),
                IsDirectory = entry.IsDirectory,
                Bytes = entry.Bytes,
                Files = entry.Files,
            }),
        ],
        OtherBytes = sizes.OtherBytes,
    };

    private static ApiFileVersion Describe(FileVersion version, ApiLinks links) => new()
    {
        FirstImage = version.FirstImage,
        FirstImageCreatedOn = version.FirstImageCreatedOn,
        LastImage = version.LastImage,
        Images = version.Images,
        File = version.File is { } file ? ApiFile.Of(version.LastImage, file, links) : null,
    };
}
