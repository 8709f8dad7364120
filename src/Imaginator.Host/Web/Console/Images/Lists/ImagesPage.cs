using System.Collections.Immutable;
using Imaginator.Host.Images;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Readers;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Images.Lists;

/// <summary>The page <c>/listImages?DIRECTORY</c>: the directories and images of the image store.</summary>
internal sealed class ImagesPage(ImageBrowser browser)
{
    private const int PageLength = 200;
    private const int MaximumFolders = 500;

    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<ConsolePage> MakeAsync(PageReader reader, HttpRequest request, CancellationToken cancellationToken)
    {
        var query = ImageListQuery.Of(request.QueryString.Value);
        var all = (await browser.ListImagesAsync(query.Name, cancellationToken)).Where(image => reader.SeesImage(image.Name)).ToList();
        var images = all.Where(image => ImageName.StreamOf(image.Name) == query.Name).Reverse().ToImmutableArray();
        var shown = images.Skip(query.Skip).Take(PageLength).ToImmutableArray();
        var model = new ImageListModel
        {
            Directory = query.Name,
            Folders = [.. FoldersOf(all, query.Name).Take(MaximumFolders)],
            Images = shown,
            Total = images.Length,
            Pager = new Pager(
                query.Skip > 0 ? (query with { Skip = Math.Max(0, query.Skip - PageLength) }).AddressOf(ImageAddress.List) : null,
                query.Skip + shown.Length < images.Length ? (query with { Skip = query.Skip + PageLength }).AddressOf(ImageAddress.List) : null)
            {
                PreviousText = "newer",
                NextText = "older",
                Position = shown.IsEmpty
                    ? ""
                    : $"{DisplayFormat.Number(query.Skip + 1)} to {DisplayFormat.Number(query.Skip + shown.Length)} of {DisplayFormat.Number(images.Length)}",
            },
        };
        return new ConsolePage(
            query.Name.Length == 0 ? "Images" : $"Images of {query.Name}", new Web_Console_Images_Lists_ImagesView { Model = model })
        {
            Section = PageSection.Images,
        };
    }

    private static IEnumerable<ImageFolder> FoldersOf(List<ImageSummary> images, string directory)
    {
        var start = directory.Length == 0 ? 0 : directory.Length + 1;
        return images
            .Select(image => (image.Name, End: image.Name.IndexOf('/', Math.Min(start, image.Name.Length))))
            .Where(image => image.End > start)
            .CountBy(image => image.Name[..image.End])
            .OrderBy(counted => counted.Key, StringComparer.Ordinal)
            .Select(counted => new ImageFolder(counted.Key, counted.Value));
    }
}
