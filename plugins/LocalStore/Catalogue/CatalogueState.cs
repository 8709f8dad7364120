using Imaginator.ImageStores;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>
/// The directories and images of a store at one time, both in byte order of their names. The expiration time is null for
/// images that never expire.
/// </summary>
internal sealed record CatalogueState(
    IReadOnlyList<ImageDirectoryInfo> Directories, IReadOnlyList<(string Name, DateTimeOffset? ExpiresAt)> Images);
