using Imaginator.Files;
using Imaginator.Host.Images;
using Imaginator.Host.Images.Differences;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Images.Differences;

/// <summary>The pages <c>/images/diff</c> and <c>/images/history</c>.</summary>
internal sealed class DiffPages(ImageBrowser browser)
{
    private const int FilesOfPage = 400;

    /// <summary>The differences between two images, or of one file.</summary>
    /// <exception cref="ImaginatorException">The image store fails, or the trees are too large to compare.</exception>
    public async Task<IResult> MakeAsync(PageReader reader, HttpRequest request, CancellationToken cancellationToken)
    {
        var before = request.Query[ImageAddress.Image].ToString();
        var after = request.Query[ImageAddress.With].ToString();
        var path = Parameter(request, ImageAddress.Path) ?? TreePath.Root;
        if (!reader.SeesImage(before) || !reader.SeesImage(after) || TreePath.Split(path) is null)
        {
            return WebFailures.ImageNotFound(reader.SeesImage(before) ? after : before);
        }

        if (path != TreePath.Root && await browser.DiffFileAsync(before, after, path, cancellationToken) is { } text)
        {
            return Page(
                $"Changes of {FileName.ToDisplay(path)}",
                new Web_Console_Images_Differences_TextDiffView { Model = new TextDiffModel(before, after, text) });
        }

        var last = Parameter(request, ImageAddress.After);
        var page = new DiffPage { Below = path, After = last, Count = FilesOfPage };
        if (await browser.DiffAsync(before, after, page, cancellationToken) is not { } difference)
        {
            return WebFailures.ImageNotFound(await browser.FindMetadataAsync(before, cancellationToken) is null ? before : after);
        }

        var model = new DiffModel
        {
            Difference = difference,
            Path = path,
            IsFirst = last is null,
            Next = difference.HasMore
                ? $"{ImageAddress.OfDiff(before, after, path)}&{ImageAddress.After}={TreePath.Escape(difference.Files[^1].Path)}"
                : null,
        };
        return Page("Differences of images", new Web_Console_Images_Differences_DiffView { Model = model });
    }

    /// <summary>The history of a file.</summary>
    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<IResult> MakeHistoryAsync(PageReader reader, HttpRequest request, CancellationToken cancellationToken)
    {
        var stream = request.Query[ImageAddress.Stream].ToString();
        var path = Parameter(request, ImageAddress.Path);
        if (!reader.Sees(stream) || path is null || TreePath.Split(path) is null)
        {
            return WebFailures.StreamNotFound(stream);
        }

        var versions = await browser.HistoryOfFileAsync(stream, path, cancellationToken);
        return versions.Count == 0
            ? WebFailures.FileNotFound(FileName.ToDisplay(path))
            : Page(
                $"History of {FileName.ToDisplay(path)}",
                new Web_Console_Images_Differences_HistoryView { Model = new HistoryModel(stream, path, [.. versions]) });
    }

    // File names are bytes, which need not be text.
    private static string? Parameter(HttpRequest request, string name) => TreePath.FromQuery(request.QueryString.Value ?? "", name);

    private static ConsolePage Page(string title, RazorSlices.RazorSlice body) => new(title, body) { Section = PageSection.Images };
}
