using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Images;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Images;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Images;

/// <summary>Shows images: <c>/api/v1/images</c>.</summary>
internal sealed class ImagesApi(ImageBrowser images, BuildHistory history, ApiReaders readers)
{
    public const int MaximumLimit = 10_000;

    public async Task<IResult> ListAsync(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var directory = (parameters.Text("directory") ?? "").Trim('/');
        var after = parameters.Path("after");
        var limit = parameters.Limit(MaximumLimit);
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        var reader = readers.Of(context);
        var found = await images.ListImagesAsync(directory, after, reader.SeesImage, limit + 1, context.RequestAborted);
        var next = found.Count > limit ? parameters.NextPathAddress("after", found[limit - 1].Name) : null;
        return new JsonAnswer<ApiImages>(
            new ApiImages { Images = [.. found.Take(limit).Select(ApiImageSummary.Of)], Next = next }, ApiJson.Default.ApiImages)
        { Next = next };
    }

    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var name = ApiSegments.NameOf(context);
        if (!readers.Of(context).SeesImage(name) || await images.FindAsync(name, context.RequestAborted) is not { } image)
        {
            return Problems.ImageNotFound(name);
        }

        var shown = ApiImage.Of(image, ApiLinks.Of(context)) with { BuildId = history.FindImage(name)?.Id.ToString() };
        return new JsonAnswer<ApiImage>(shown, ApiJson.Default.ApiImage) { HasTag = true };
    }

    public async Task<IResult> ListPackagesAsync(HttpContext context)
    {
        var name = ApiSegments.NameOf(context);
        return readers.Of(context).SeesImage(name) && await images.PackagesAsync(name, context.RequestAborted) is { } packages
            ? new JsonAnswer<ApiPackages>(
                new ApiPackages { Packages = [.. packages.Select(ApiPackage.Of)] }, ApiJson.Default.ApiPackages)
            { HasTag = true }
            : Problems.ImageNotFound(name);
    }

    public Task<IResult> ShowLogAsync(HttpContext context) => ShowTextAsync(context, images.OpenBuildLogAsync, "build log");

    public Task<IResult> ShowNotesAsync(HttpContext context) => ShowTextAsync(context, images.OpenReleaseNotesAsync, "release notes");

    /// <summary>Finds the newest image of a stream that meets conditions.</summary>
    public async Task<IResult> FindNewestAsync(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var ignoreExpiring = parameters.Boolean("ignoreExpiring") ?? false;
        var commit = parameters.Text("commit");
        var tags = parameters.Texts("tag").Select(tag => tag.Split('=', 2)).ToList();
        if (tags.Exists(tag => tag.Length < 2))
        {
            return Problems.InvalidRequest("invalid value of parameter \"tag\"; give KEY=VALUE");
        }

        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        var stream = ApiSegments.NameOf(context);
        var query = new ImageQuery
        {
            StreamName = stream,
            IgnoreExpiringImages = ignoreExpiring,
            BuildCommitId = commit,
            TagsToMatch = tags.GroupBy(tag => tag[0], tag => tag[1], StringComparer.Ordinal)
                .ToImmutableDictionary(values => values.Key, values => values.ToImmutableArray()),
        };
        return readers.Of(context).Sees(stream) && await images.FindNewestAsync(query, context.RequestAborted) is { } name
            ? new JsonAnswer<ApiImageName>(new ApiImageName { Image = name }, ApiJson.Default.ApiImageName)
            : Problems.NotFound($"no image of stream \"{stream}\" meets the conditions");
    }

    private async Task<IResult> ShowTextAsync(
        HttpContext context, Func<string, CancellationToken, Task<Stream?>> openAsync, string description)
    {
        var name = ApiSegments.NameOf(context);
        return readers.Of(context).SeesImage(name) && await openAsync(name, context.RequestAborted) is { } text
            ? new TextAnswer(text)
            : Problems.NotFound($"image \"{name}\" not found, or it has no {description}");
    }
}
