using System.Text;
using Imaginator.Files;
using Imaginator.Host.Images.Contents;
using Imaginator.Host.Images.Differences;
using Imaginator.Host.Images.Trees;
using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Host.Images;

/// <summary>
/// Reads images for pages and the API, from the embedded store and from a Dominator imageserver. Thread-safe. Expired and deleted
/// images do not exist, except while a build uses them.
/// </summary>
/// <remarks>
/// Every member returns null for names and paths that do not exist or are invalid, and throws <see cref="ImageStoreException"/> if the store
/// fails or does not answer in time.
/// </remarks>
internal sealed class ImageBrowser(
    IImageStore store, ImageTreeCache trees, DifferenceCache differences, ImageBrowserOptions options, TimeProvider timeProvider)
{
    private readonly StoreDeadline _deadline = new(options.Timeout, timeProvider);

    /// <summary>Finds an image.</summary>
    public Task<ImageOverview?> FindAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync<ImageOverview>(
            name,
            (metadata, tree) => new ImageOverview
            {
                Name = name,
                Metadata = metadata with { FileSystem = null },
                Totals = tree.Totals,
                IsExpired = metadata.ExpiresAt <= timeProvider.GetUtcNow(),
            },
            cancellationToken);

    /// <summary>Finds an image without its tree, which is cheap: it is not read.</summary>
    public Task<Image?> FindMetadataAsync(string name, CancellationToken cancellationToken) => !ImageName.IsValid(name)
        ? Task.FromResult<Image?>(null)
        : _deadline.RunAsync(
            $"reading image \"{name}\"", token => store.GetImageAsync(name, withFileSystem: false, token), cancellationToken);

    /// <summary>Lists images in the byte order of their names.</summary>
    /// <param name="directory">The directory, usually a stream, with its subdirectories; empty for all images.</param>
    public Task<IReadOnlyList<ImageSummary>> ListImagesAsync(string directory, CancellationToken cancellationToken) =>
        directory.Length > 0 && !ImageName.IsValid(directory)
            ? Task.FromResult<IReadOnlyList<ImageSummary>>([])
            : _deadline.RunAsync<IReadOnlyList<ImageSummary>>(
                "listing images",
                async token => await store.ListImagesAsync(directory, token).ToListAsync(token),
                cancellationToken);

    /// <summary>Lists a page of images in the byte order of their names.</summary>
    /// <param name="directory">The directory, usually a stream, with its subdirectories; empty for all images.</param>
    /// <param name="after">The name after which the page begins; null for the first page.</param>
    /// <param name="isSelected">Selects images by their names.</param>
    /// <param name="maximum">The maximum number of images.</param>
    public Task<IReadOnlyList<ImageSummary>> ListImagesAsync(
        string directory, string? after, Func<string, bool> isSelected, int maximum, CancellationToken cancellationToken) =>
        directory.Length > 0 && !ImageName.IsValid(directory)
            ? Task.FromResult<IReadOnlyList<ImageSummary>>([])
            : _deadline.RunAsync<IReadOnlyList<ImageSummary>>(
                "listing images",
                async token => await store.ListImagesAsync(directory, token)
                    .Where(image => (after is null || FileName.BytewiseComparer.Compare(image.Name, after) > 0) && isSelected(image.Name))
                    .Take(maximum)
                    .ToListAsync(token),
                cancellationToken);

    /// <summary>
    /// Lists the directories of the store in the byte order of their names, the top directory (empty) first. A store that does not list
    /// directories has those of its images, without owners.
    /// </summary>
    public async Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken)
    {
        if (store is IImageDirectories directories)
        {
            return await _deadline.RunAsync("listing directories", directories.ListDirectoriesAsync, cancellationToken);
        }

        var names = new SortedSet<string>(FileName.BytewiseComparer) { "" };
        foreach (var image in await ListImagesAsync("", cancellationToken))
        {
            for (var name = ImageName.StreamOf(image.Name); names.Add(name);)
            {
                name = ImageName.StreamOf(name);
            }
        }

        return [.. names.Select(name => new ImageDirectoryInfo(name, OwnerGroup: ""))];
    }

    /// <summary>Finds the newest image of a stream that meets conditions.</summary>
    public Task<string?> FindNewestAsync(ImageQuery query, CancellationToken cancellationToken) => !ImageName.IsValid(query.StreamName)
        ? Task.FromResult<string?>(null)
        : _deadline.RunAsync(
            $"searching the newest image of \"{query.StreamName}\"",
            token => store.FindLatestImageAsync(query, token),
            cancellationToken);

    /// <summary>Finds a file of any kind. Follows symbolic links in the image.</summary>
    public Task<TreeFile?> FindFileAsync(string name, string path, CancellationToken cancellationToken) =>
        ReadAsync(name, (_, tree) => tree.Find(path), cancellationToken);

    /// <summary>Lists a directory.</summary>
    public Task<TreeDirectory?> ListAsync(string name, string path, CancellationToken cancellationToken) =>
        ReadAsync(name, (_, tree) => tree.List(path), cancellationToken);

    /// <summary>Opens a regular file; null for other kinds. The caller must dispose of the result.</summary>
    public async Task<StoredFile?> OpenAsync(string name, string path, CancellationToken cancellationToken)
    {
        if (await FindFileAsync(name, path, cancellationToken) is not { Kind: TreeFileKind.Regular } file)
        {
            return null;
        }

        if (file.Hash is not { } hash)
        {
            return new StoredFile(file, Stream.Null, LooksLikeText: true);
        }

        var (contents, start) = await _deadline.RunAsync(
            $"reading \"{path}\" of image \"{name}\"",
            token => ObjectStream.OpenAsync(store, hash, TextSample.Length, token),
            cancellationToken);
        return new StoredFile(file, contents, TextSample.LooksLikeText(start));
    }

    /// <summary>Opens the build log of an image; null if the store does not have it. The caller must dispose of the result.</summary>
    public async Task<Stream?> OpenBuildLogAsync(string name, CancellationToken cancellationToken) =>
        await OpenAsync((await FindMetadataAsync(name, cancellationToken))?.BuildLog, cancellationToken);

    /// <summary>Opens the release notes of an image; null if the store does not have them. The caller must dispose of the result.</summary>
    public async Task<Stream?> OpenReleaseNotesAsync(string name, CancellationToken cancellationToken) =>
        await OpenAsync((await FindMetadataAsync(name, cancellationToken))?.ReleaseNotes, cancellationToken);

    /// <summary>Opens an object of any image. The caller must dispose of the result.</summary>
    public async Task<Stream> OpenObjectAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        var (contents, _) = await _deadline.RunAsync(
            $"reading object {hash}", token => ObjectStream.OpenAsync(store, hash, TextSample.Length, token), cancellationToken);
        return contents;
    }

    /// <summary>Lists the files whose contents machines fetch from a file generator.</summary>
    public async Task<IReadOnlyList<TreeFile>?> ComputedFilesAsync(string name, CancellationToken cancellationToken) =>
        await ReadAsync(name, (_, tree) => tree.ListComputed(), cancellationToken);

    /// <summary>Lists the installed packages, sorted by name.</summary>
    public async Task<IReadOnlyList<Package>?> PackagesAsync(string name, CancellationToken cancellationToken) =>
        await FindMetadataAsync(name, cancellationToken) is { } image ? image.Packages : null;

    /// <summary>Measures the entries of a directory with everything below them.</summary>
    public Task<DirectorySizes?> SizesAsync(string name, string path, CancellationToken cancellationToken) =>
        ReadAsync(name, (_, tree) => tree.Measure(path), cancellationToken);

    /// <summary>Compares two images, in the direction from <paramref name="name"/> to <paramref name="other"/>.</summary>
    /// <exception cref="ImaginatorException">The trees are too large to compare.</exception>
    public async Task<ImageDifferencePage?> DiffAsync(string name, string other, DiffPage page, CancellationToken cancellationToken)
    {
        var difference = await differences.GetAsync(name, other, token => ReadTreesAsync(name, other, token), cancellationToken);
        return difference?.ToPage(name, other, page);
    }

    /// <summary>Compares a regular file between two images line by line. Follows symbolic links.</summary>
    public async Task<TextDifference?> DiffFileAsync(string name, string other, string path, CancellationToken cancellationToken)
    {
        await using var before = await OpenAsync(name, path, cancellationToken);
        await using var after = await OpenAsync(other, path, cancellationToken);
        if (before is null || after is null)
        {
            return null;
        }

        if (!before.LooksLikeText || !after.LooksLikeText)
        {
            return new TextDifference(path, [], "the contents are not text");
        }

        if (before.Size > TextComparison.MaximumLength || after.Size > TextComparison.MaximumLength)
        {
            return new TextDifference(path, [], $"the file is longer than {TextComparison.MaximumLength >> 20} MiB");
        }

        var (one, two) = (await ReadTextAsync(before, cancellationToken), await ReadTextAsync(after, cancellationToken));
        return TextComparison.Compare(one, two) is { } lines
            ? new TextDifference(path, lines, null)
            : new TextDifference(path, [], "too many lines differ");
    }

    /// <summary>
    /// Finds the states of a path in the images of a stream, the newest first. Searches the newest images only; see
    /// <see cref="ImageBrowserOptions.MaximumImagesOfHistory"/>. Follows symbolic links except the last one.
    /// </summary>
    /// <returns>The states; empty if no image of the stream has the path.</returns>
    public async Task<IReadOnlyList<FileVersion>> HistoryOfFileAsync(string stream, string path, CancellationToken cancellationToken)
    {
        var images = (await ListImagesAsync(stream, cancellationToken))
            .Where(image => ImageName.StreamOf(image.Name) == stream)
            .Select(image => image.Name)
            .ToList();

        // The names of a stream's images end with their times: their order is that of the times.
        var versions = new List<FileVersion>();
        foreach (var name in Enumerable.Reverse(images).Take(options.MaximumImagesOfHistory))
        {
            if (await ReadTreeAsync(name, cancellationToken) is { } read)
            {
                FileHistory.Add(versions, name, read.Metadata.CreatedOn, read.Tree.FindLink(path));
            }
        }

        return versions.Exists(version => version.File is not null) ? versions : [];
    }

    private async Task<Stream?> OpenAsync(Annotation? text, CancellationToken cancellationToken) =>
        text?.Object is { IsZero: false } hash ? await OpenObjectAsync(hash, cancellationToken) : null;

    private static async Task<string> ReadTextAsync(StoredFile file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file.Contents, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private async Task<T?> ReadAsync<T>(string name, Func<Image, ImageTree, T?> select, CancellationToken cancellationToken)
        where T : class =>
        await ReadTreeAsync(name, cancellationToken) is { } read ? select(read.Metadata, read.Tree) : null;

    private async Task<(ImageTree Before, ImageTree After)?> ReadTreesAsync(string name, string other, CancellationToken cancellationToken) =>
        await ReadTreeAsync(name, cancellationToken) is { } before && await ReadTreeAsync(other, cancellationToken) is { } after
            ? (before.Tree, after.Tree)
            : null;

    private Task<(Image Metadata, ImageTree Tree)?> ReadTreeAsync(string name, CancellationToken cancellationToken) =>
        !ImageName.IsValid(name)
            ? Task.FromResult<(Image, ImageTree)?>(null)
            : _deadline.RunAsync($"reading image \"{name}\"", token => trees.GetAsync(name, token), cancellationToken);
}
