namespace Imaginator.ImageStores.Changes;

/// <summary>The kinds of change in a store.</summary>
public enum StoreChangeKind
{
    /// <summary>A directory exists, was made, or has a new owner.</summary>
    DirectoryChanged,

    /// <summary>A directory was deleted.</summary>
    DirectoryRemoved,

    /// <summary>An image exists, was added, or has a new expiration time.</summary>
    ImageChanged,

    /// <summary>An image was deleted or has expired.</summary>
    ImageRemoved,

    /// <summary>The present state has been reported completely. All later items are changes.</summary>
    StateComplete,
}
