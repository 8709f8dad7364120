using Imaginator.ImageServing.Directories;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Images;

/// <summary>Decides which callers can change and delete an image.</summary>
internal static class ImagePermissions
{
    /// <summary>
    /// Whether a caller can change an image: with method access, as its creator, as the user that it was built for, as an owner
    /// of the image, or as a member of the group that owns its directory.
    /// </summary>
    public static async Task<bool> CanChangeAsync(
        IServableStore store, SrpcCallContext context, string name, Image image, CancellationToken cancellationToken)
    {
        if (context.HasMethodAccess)
        {
            return true;
        }

        var (user, groups) = (context.Caller.UserName, context.Caller.Groups);
        if (user.Length > 0 && (user == image.CreatedBy || user == image.CreatedFor || image.OwnerUsers.Contains(user)))
        {
            return true;
        }

        if (groups.Overlaps(image.OwnerGroups))
        {
            return true;
        }

        var directory = await store.FindDirectoryAsync(DirectoryNames.ParentOf(name), cancellationToken);
        return directory is { OwnerGroup.Length: > 0 } && groups.Contains(directory.OwnerGroup);
    }
}
