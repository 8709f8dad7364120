namespace Imaginator.ImageStores;

/// <summary>An image server could not do what it was asked for.</summary>
public sealed class ImageStoreException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">What kind of failure it is.</param>
    /// <param name="message">What failed, where, and what to do about it. Never contains a secret.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ImageStoreException(ImageStoreError reason, string message, Exception? innerException = null)
        : base(message, innerException!) => Reason = reason;

    /// <summary>What kind of failure it is.</summary>
    public ImageStoreError Reason { get; }
}
