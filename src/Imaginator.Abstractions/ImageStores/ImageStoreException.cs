namespace Imaginator.ImageStores;

/// <summary>An image store refused a request or failed.</summary>
public sealed class ImageStoreException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">The reason of the failure.</param>
    /// <param name="message">
    /// The failure, its cause and the remedy, for people. The message must not contain secrets.
    /// </param>
    /// <param name="innerException">The cause, or null.</param>
    public ImageStoreException(ImageStoreError reason, string message, Exception? innerException = null)
        : base(message, innerException!) => Reason = reason;

    /// <summary>The reason of the failure.</summary>
    public ImageStoreError Reason { get; }
}
