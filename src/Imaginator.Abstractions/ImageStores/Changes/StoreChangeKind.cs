namespace Imaginator.ImageStores.Changes;

/// <summary>What has happened in a store.</summary>
public enum StoreChangeKind
{
    /// <summary>A directory is there, was made, or has got another owner.</summary>
    DirectoryChanged,

    /// <summary>A directory was deleted.</summary>
    DirectoryRemoved,

    /// <summary>An image is there, was added, or expires at another time.</summary>
    ImageChanged,

    /// <summary>An image was deleted or has expired.</summary>
    ImageRemoved,

    /// <summary>Everything that is there has been told; what follows are changes.</summary>
    StateComplete,
}
