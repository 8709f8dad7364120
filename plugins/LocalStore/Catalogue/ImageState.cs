namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>The states of an image. The catalogue stores the numbers.</summary>
internal enum ImageState
{
    /// <summary>The image is listed unless it has expired.</summary>
    Listed = 0,

    /// <summary>A check found the image incomplete. It is not listed. Its objects stay until it is deleted.</summary>
    Damaged = 1,

    /// <summary>The image was deleted. It is not listed. Its objects stay until no pin holds it.</summary>
    Deleted = 2,

    /// <summary>Only the name remains, so that it cannot be reused.</summary>
    Gone = 3,
}
