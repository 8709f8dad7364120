using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Images;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Images.Overview;

/// <summary>The pages <c>/showImage?IMAGE</c>, <c>/listFilter?IMAGE</c> and <c>/listTriggers?IMAGE</c>.</summary>
internal sealed class ImagePage(ImageBrowser browser, BuildHistory history, BuildLogs logs, ImageLinks links)
{
    private const int ShownOthers = 50;

    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<IResult> MakeAsync(PageReader reader, string name, CancellationToken cancellationToken)
    {
        if (!reader.SeesImage(name) || await browser.FindAsync(name, cancellationToken) is not { } image)
        {
            return WebFailures.ImageNotFound(name);
        }

        var stream = (await browser.ListImagesAsync(image.StreamName, cancellationToken))
            .Select(other => other.Name).Where(other => ImageName.StreamOf(other) == image.StreamName).ToList();
        var model = new OverviewModel
        {
            Image = image,
            Others = [.. stream.Where(other => other != name).TakeLast(ShownOthers).Reverse()],
            Previous = stream.LastOrDefault(other => string.CompareOrdinal(other, name) < 0),
            HasLog = image.HasBuildLog || (history.FindImage(name) is { } build && logs.Has(build.Id)),
            ElsewhereAddress = links.AddressOf(name),
        };
        return Page($"Image {name}", new Web_Console_Images_Overview_OverviewView { Model = model });
    }

    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<IResult> MakeFilterAsync(PageReader reader, string name, CancellationToken cancellationToken) =>
        reader.SeesImage(name) && await browser.FindMetadataAsync(name, cancellationToken) is { } image
            ? Page($"Filter of {name}", new Web_Console_Images_Overview_FilterView { Model = new FilterModel(name, image.Filter?.Lines) })
            : WebFailures.ImageNotFound(name);

    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<IResult> MakeTriggersAsync(PageReader reader, string name, CancellationToken cancellationToken) =>
        reader.SeesImage(name) && await browser.FindMetadataAsync(name, cancellationToken) is { } image
            ? Page($"Triggers of {name}", new Web_Console_Images_Overview_TriggersView { Model = new TriggersModel(name, image.Triggers) })
            : WebFailures.ImageNotFound(name);

    private static ConsolePage Page(string title, RazorSlices.RazorSlice body) => new(title, body) { Section = PageSection.Images };
}
