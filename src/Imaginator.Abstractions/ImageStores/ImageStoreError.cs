namespace Imaginator.ImageStores;

/// <summary>Why an image server could not do what it was asked for.</summary>
public enum ImageStoreError
{
    /// <summary>The URL is malformed or its scheme is not supported.</summary>
    BadUrl,

    /// <summary>The server does not answer, or its directory cannot be used.</summary>
    Unreachable,

    /// <summary>The server refused: certificate, permission.</summary>
    AccessDenied,

    /// <summary>There is no such image.</summary>
    UnknownImage,

    /// <summary>There is no such object.</summary>
    UnknownObject,

    /// <summary>There is no such directory (image stream).</summary>
    UnknownDirectory,

    /// <summary>An image of that name exists already.</summary>
    ImageExists,

    /// <summary>What was asked for makes no sense: an image without its objects, a name that cannot be used.</summary>
    BadRequest,

    /// <summary>Stored contents do not match their hash.</summary>
    Corrupt,

    /// <summary>There is no space left.</summary>
    Full,

    /// <summary>Somebody else holds what is needed; try again.</summary>
    Busy,
}
