namespace Imaginator.Plugins.S3.Formats;

/// <summary>The states of images. The numbers are part of the format.</summary>
internal enum ImageState : byte
{
    /// <summary>The image exists until it expires.</summary>
    Listed = 1,

    /// <summary>The image was deleted, or has expired and was collected. Its name cannot be used again.</summary>
    Deleted = 2,

    /// <summary>An object of the image is missing, as a repair has found. Another repair lists the image again if the object exists.</summary>
    Incomplete = 3,
}
