namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>An object that an upload has claimed.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Place">Where it is.</param>
internal readonly record struct UploadedObject(long Length, ObjectPlace Place);
