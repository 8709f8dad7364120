namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>An object that an upload has claimed.</summary>
internal readonly record struct UploadedObject(long Length, ObjectState State)
{
    /// <summary>Whether it is in the upload's own directory.</summary>
    public bool IsFresh => State is ObjectState.Linked or ObjectState.Written;
}
