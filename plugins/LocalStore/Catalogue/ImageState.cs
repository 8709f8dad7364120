namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>What has become of an image. The numbers are stored.</summary>
internal enum ImageState
{
    /// <summary>It is there, unless it has expired.</summary>
    Listed = 0,

    /// <summary>A check found it incomplete. It is no longer shown; its objects are kept until it is deleted.</summary>
    Damaged = 1,

    /// <summary>It was deleted. It is no longer shown; its objects are kept until nobody has it pinned.</summary>
    Deleted = 2,

    /// <summary>Only the name is left, so that it is never used again.</summary>
    Gone = 3,
}
