namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>The states of an object of an upload.</summary>
internal enum ObjectState
{
    /// <summary>The upload is looking the object up or writing it.</summary>
    Pending,

    /// <summary>The store had the object before.</summary>
    Found,

    /// <summary>
    /// The directory of the upload contains the object as a hard link to a file in a tree, with the owner and mode of that file
    /// until the upload is sealed.
    /// </summary>
    Linked,

    /// <summary>The directory of the upload contains the object.</summary>
    Written,

    /// <summary>The upload has moved the object to its final name.</summary>
    Stored,
}
