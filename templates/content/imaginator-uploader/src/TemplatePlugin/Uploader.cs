using Imaginator.ImageStores;

namespace TemplateNamespace;

/// <summary>Opens stores in directories of this machine: template-scheme:///absolute/path.</summary>
internal sealed class Uploader(TimeProvider timeProvider) : IUploader
{
    private const string Prefix = "template-scheme://";

    public IReadOnlyCollection<string> Schemes { get; } = ["template-scheme"];

    // TODO: replace the directory with your service.
    public async Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken)
    {
        var path = url.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? url[Prefix.Length..] : "";
        if (!Path.IsPathRooted(path))
        {
            throw new ImageStoreException(
                ImageStoreError.BadUrl, $"invalid image store URL \"{url}\": must have the form {Prefix}/absolute/path");
        }

        try
        {
            return await ImageStore.OpenAsync(new StoreFiles(path), timeProvider, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageStoreException(ImageStoreError.Unreachable, $"cannot open the image store {url}: {e.Message}", e);
        }
    }
}
