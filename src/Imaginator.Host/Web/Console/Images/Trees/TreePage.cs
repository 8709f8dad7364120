using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Files;
using Imaginator.Host.Images;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>The pages about the tree of an image: directories, files, sizes and packages.</summary>
internal sealed class TreePage(ImageBrowser browser)
{
    private const int EntriesOfPage = 500;
    private const int PackagesOfPage = 1000;
    private const int MaximumText = 64 * 1024;

    /// <summary>A directory.</summary>
    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public Task<IResult> MakeDirectoryAsync(PageReader reader, HttpRequest request, CancellationToken cancellationToken)
    {
        var skip = int.TryParse(request.Query[ImageAddress.After].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
        return MakeDirectoryAsync(reader, ImageOf(request), PathOf(request), skip, cancellationToken);
    }

    /// <summary>A directory, from an entry on.</summary>
    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<IResult> MakeDirectoryAsync(
        PageReader reader, string image, string? path, int skip, CancellationToken cancellationToken)
    {
        if (!reader.SeesImage(image) || path is null)
        {
            return WebFailures.ImageNotFound(image);
        }

        if (await browser.ListAsync(image, path, cancellationToken) is not { } directory)
        {
            return WebFailures.FileNotFound(FileName.ToDisplay(path));
        }

        var shown = directory.Entries.Skip(skip).Take(EntriesOfPage).ToImmutableArray();
        var end = skip + shown.Length;
        var model = new DirectoryModel
        {
            Image = image,
            Directory = directory.Directory,
            Entries = shown,
            Total = directory.Entries.Length,
            Next = end < directory.Entries.Length
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ImageAddress.OfPath(ImageAddress.Files, image, directory.Directory.Path)}&{ImageAddress.After}={end}")
                : null,
        };
        return Page($"Files of {image}", new Web_Console_Images_Trees_DirectoryView { Model = model });
    }

    /// <summary>A file: its metadata and its text, or its bytes as a download.</summary>
    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<IResult> MakeFileAsync(PageReader reader, HttpRequest request, CancellationToken cancellationToken)
    {
        var (image, path) = (ImageOf(request), PathOf(request));
        if (!reader.SeesImage(image) || path is null)
        {
            return WebFailures.ImageNotFound(image);
        }

        if (await browser.FindFileAsync(image, path, cancellationToken) is not { } file)
        {
            return WebFailures.FileNotFound(FileName.ToDisplay(path));
        }

        if (request.Query.ContainsKey(ImageAddress.Download))
        {
            return file.Kind == TreeFileKind.Regular
                ? new StoredFileAnswer(file, token => browser.OpenAsync(image, path, token))
                : WebFailures.FileNotFound(FileName.ToDisplay(path));
        }

        var (text, isCut) = await ReadTextAsync(image, path, cancellationToken);
        var model = new FileModel
        {
            Image = image,
            StreamName = ImageName.StreamOf(image),
            File = file,
            Text = text,
            IsCut = isCut,
        };
        return Page(FileName.ToDisplay(file.Path), new Web_Console_Images_Trees_FileView { Model = model });
    }

    /// <summary>The sizes of the entries of a directory.</summary>
    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<IResult> MakeSizesAsync(PageReader reader, HttpRequest request, CancellationToken cancellationToken)
    {
        var (image, path) = (ImageOf(request), PathOf(request));
        return reader.SeesImage(image) && path is not null && await browser.SizesAsync(image, path, cancellationToken) is { } sizes
            ? Page(
                $"Sizes of {image}",
                new Web_Console_Images_Trees_SizesView { Model = new SizesModel(image, sizes, Treemap.Divide(sizes.Entries)) })
            : WebFailures.ImageNotFound(image);
    }

    /// <summary>The packages.</summary>
    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<IResult> MakePackagesAsync(PageReader reader, string image, int skip, CancellationToken cancellationToken)
    {
        if (!reader.SeesImage(image) || await browser.PackagesAsync(image, cancellationToken) is not { } packages)
        {
            return WebFailures.ImageNotFound(image);
        }

        var shown = packages.Skip(skip).Take(PackagesOfPage).ToImmutableArray();
        var pager = new Pager(null, skip + shown.Length < packages.Count ? AddressOf(skip + shown.Length) : null);
        return Page(
            $"Packages of {image}",
            new Web_Console_Images_Trees_PackagesView { Model = new PackagesModel(image, shown, packages.Count, pager) });

        string AddressOf(int next) => new ImageListQuery(image, next).AddressOf(ImageAddress.Packages);
    }

    private async Task<(string? Text, bool IsCut)> ReadTextAsync(string image, string path, CancellationToken cancellationToken)
    {
        await using var file = await browser.OpenAsync(image, path, cancellationToken);
        if (file is not { LooksLikeText: true })
        {
            return (null, false);
        }

        var bytes = new byte[MaximumText];
        var length = await file.Contents.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return (Encoding.UTF8.GetString(bytes, 0, length), file.Size > length);
    }

    private static string ImageOf(HttpRequest request) => request.Query[ImageAddress.Image].ToString();

    private static string? PathOf(HttpRequest request)
    {
        var path = TreePath.FromQuery(request.QueryString.Value ?? "", ImageAddress.Path) ?? TreePath.Root;
        return TreePath.Split(path) is null ? null : path;
    }

    private static ConsolePage Page(string title, RazorSlices.RazorSlice body) => new(title, body) { Section = PageSection.Images };
}
