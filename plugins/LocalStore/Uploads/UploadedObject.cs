namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>An object that an upload has claimed, with its length in bytes.</summary>
internal readonly record struct UploadedObject(long Length, ObjectState State)
{
    /// <summary>True if the directory of the upload contains the object.</summary>
    public bool IsFresh => State is ObjectState.Linked or ObjectState.Written;
}
