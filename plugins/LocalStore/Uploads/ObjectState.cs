namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>Where an object of an upload is.</summary>
internal enum ObjectState
{
    /// <summary>Nowhere yet: it is being looked for or written.</summary>
    Pending,

    /// <summary>Among the objects, where it was before.</summary>
    Found,

    /// <summary>
    /// In the upload's own directory, as a second name of a file in a tree that is still used: its owner and mode are the
    /// tree's, until the upload is completed.
    /// </summary>
    Linked,

    /// <summary>In the upload's own directory.</summary>
    Written,

    /// <summary>Among the objects, where the upload has put it.</summary>
    Stored,
}
