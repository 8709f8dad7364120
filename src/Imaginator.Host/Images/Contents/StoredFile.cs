using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Images.Contents;

/// <summary>A regular file of an image, open for reading. The caller must dispose of it.</summary>
/// <param name="File">The file; its path has no symbolic links.</param>
/// <param name="Contents">
/// The bytes, from the first to the last. Reading fails with <see cref="ImageStores.ImageStoreException"/> if the store does not deliver all
/// of them unchanged.
/// </param>
/// <param name="LooksLikeText">Whether the first bytes are text in UTF-8.</param>
internal sealed record StoredFile(TreeFile File, Stream Contents, bool LooksLikeText) : IAsyncDisposable
{
    /// <summary>The length of the file in bytes.</summary>
    public long Size => (long)File.Size.GetValueOrDefault();

    public ValueTask DisposeAsync() => Contents.DisposeAsync();
}
