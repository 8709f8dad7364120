using Imaginator.Files;
using Imaginator.Host.Images;
using Imaginator.Host.Images.Differences;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Images;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Images;

/// <summary>Compares images: <c>/api/v1/images/NAME/diff</c>.</summary>
internal sealed class DifferencesApi(ImageBrowser images, ApiReaders readers)
{
    private const string AnImage = "the name of an image";

    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var (name, other) = (ApiSegments.NameOf(context), parameters.Required("with", AnImage));
        var page = new DiffPage
        {
            Below = parameters.Path("below")?.TrimEnd('/') is { Length: > 0 } below ? below : TreePath.Root,
            After = parameters.Path("after"),
            Count = parameters.Limit(DiffPage.MaximumCount, DiffPage.DefaultCount),
        };
        if ((parameters.Fault ?? FilesApi.FindFault(page.Below)) is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        if (!Sees(context, name, other))
        {
            return NotFound(name, other);
        }

        try
        {
            return await images.DiffAsync(name, other, page, context.RequestAborted) is { } difference
                ? Describe(difference, parameters)
                : NotFound(name, other);
        }
        catch (ImaginatorException e) when (e is not ImageStoreException)
        {
            // The trees are too large.
            return Problems.Of(StatusCodes.Status409Conflict, e.Message);
        }
    }

    public async Task<IResult> ShowTextAsync(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var (name, other) = (ApiSegments.NameOf(context), parameters.Required("with", AnImage));
        parameters.Required("path", "a path such as /etc/fstab");
        var path = parameters.Path("path") ?? "";
        if ((parameters.Fault ?? FilesApi.FindFault(path)) is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        return Sees(context, name, other) && await images.DiffFileAsync(name, other, path, context.RequestAborted) is { } difference
            ? new JsonAnswer<ApiTextDifference>(
                new ApiTextDifference
                {
                    Path = FileName.ToDisplay(path),
                    Fault = difference.Fault,
                    Lines = [.. difference.Lines.Select(ApiComparedLine.Of)],
                },
                ApiJson.Default.ApiTextDifference) { HasTag = true }
            : Problems.NotFound($"one of the images does not have a regular file \"{FileName.ToDisplay(path)}\"");
    }

    private bool Sees(HttpContext context, string name, string other)
    {
        var reader = readers.Of(context);
        return reader.SeesImage(name) && reader.SeesImage(other);
    }

    private static IResult NotFound(string name, string other) =>
        Problems.NotFound($"image \"{name}\" or image \"{other}\" not found; it may have expired, or have been deleted");

    private static JsonAnswer<ApiDifference> Describe(ImageDifferencePage page, ApiParameters parameters)
    {
        var next = page.HasMore ? parameters.NextPathAddress("after", page.Files[^1].Path) : null;
        return new JsonAnswer<ApiDifference>(
            new ApiDifference
            {
                Before = page.Before,
                After = page.After,
                AddedFiles = page.AddedFiles,
                RemovedFiles = page.RemovedFiles,
                ChangedFiles = page.ChangedFiles,
                Files = [.. page.Files.Select(ApiChangedFile.Of)],
                AddedPackages = [.. page.AddedPackages.Select(ApiPackage.Of)],
                RemovedPackages = [.. page.RemovedPackages.Select(ApiPackage.Of)],
                ChangedPackages =
                [
                    .. page.ChangedPackages.Select(package => new ApiChangedPackage
                    {
                        Name = package.Name,
                        Before = package.Before,
                        After = package.After,
                    }),
                ],
                Next = next,
            },
            ApiJson.Default.ApiDifference) { HasTag = true, Next = next };
    }
}
