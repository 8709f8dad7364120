using Imaginator.ImageStores;
using Imaginator.ImageStores.Changes;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Changes;

/// <summary>Converts a state to changes relative to an earlier state or to an empty store.</summary>
internal static class StateDifference
{
    /// <summary>All directories and images, and the end mark.</summary>
    public static IEnumerable<StoreChange> Describe(CatalogueState state) =>
        state.Directories.Select(Changed)
            .Concat(state.Images.Select(image => Changed(image.Name, image.ExpiresAt)))
            .Append(new StoreChange(StoreChangeKind.StateComplete, ""));

    /// <summary>
    /// The changes in a possible order: the directory of an image exists whenever the image exists.
    /// </summary>
    public static IEnumerable<StoreChange> Compare(CatalogueState before, CatalogueState after)
    {
        var oldDirectories = before.Directories.ToDictionary(directory => directory.Name);
        var oldImages = before.Images.ToDictionary(image => image.Name, image => image.ExpiresAt);
        var newDirectories = after.Directories.Select(directory => directory.Name).ToHashSet();
        var newImages = after.Images.Select(image => image.Name).ToHashSet();
        return
        [
            .. after.Directories
                .Where(directory => oldDirectories.GetValueOrDefault(directory.Name) != directory)
                .Select(Changed),
            .. after.Images
                .Where(image => !oldImages.TryGetValue(image.Name, out var expiresAt) || expiresAt != image.ExpiresAt)
                .Select(image => Changed(image.Name, image.ExpiresAt)),
            .. before.Images
                .Where(image => !newImages.Contains(image.Name))
                .Select(image => new StoreChange(StoreChangeKind.ImageRemoved, image.Name) { ExpiresAt = image.ExpiresAt }),

            // Children before their parents.
            .. before.Directories.Reverse()
                .Where(directory => !newDirectories.Contains(directory.Name))
                .Select(directory => new StoreChange(StoreChangeKind.DirectoryRemoved, directory.Name)),
        ];
    }

    private static StoreChange Changed(ImageDirectoryInfo directory) =>
        new(StoreChangeKind.DirectoryChanged, directory.Name) { OwnerGroup = directory.OwnerGroup };

    private static StoreChange Changed(string name, DateTimeOffset? expiresAt) =>
        new(StoreChangeKind.ImageChanged, name) { ExpiresAt = expiresAt };
}
