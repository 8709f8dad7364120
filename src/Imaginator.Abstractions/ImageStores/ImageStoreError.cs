namespace Imaginator.ImageStores;

/// <summary>The reasons for which an image store refuses a request or fails.</summary>
public enum ImageStoreError
{
    /// <summary>The URL is malformed or its scheme is not supported.</summary>
    BadUrl,

    /// <summary>The store does not answer, or its directory cannot be used.</summary>
    Unreachable,

    /// <summary>The store denies access: certificate or permission.</summary>
    AccessDenied,

    /// <summary>The image does not exist.</summary>
    UnknownImage,

    /// <summary>The object does not exist.</summary>
    UnknownObject,

    /// <summary>The directory (image stream) does not exist.</summary>
    UnknownDirectory,

    /// <summary>An image with that name exists or existed.</summary>
    ImageExists,

    /// <summary>The request is invalid: for example, an image without its objects, or an invalid name.</summary>
    BadRequest,

    /// <summary>Stored contents do not match their hash.</summary>
    Corrupt,

    /// <summary>The disk is full.</summary>
    Full,

    /// <summary>Another process holds a lock; the caller can try again.</summary>
    Busy,
}
