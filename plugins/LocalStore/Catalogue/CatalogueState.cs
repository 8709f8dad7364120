using Imaginator.ImageStores;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>Which directories and images are shown at a moment.</summary>
/// <param name="Directories">The directories, in byte order.</param>
/// <param name="Images">When the images expire, by name, in byte order; null for never.</param>
internal sealed record CatalogueState(
    IReadOnlyList<ImageDirectoryInfo> Directories, IReadOnlyList<(string Name, DateTimeOffset? ExpiresAt)> Images);
