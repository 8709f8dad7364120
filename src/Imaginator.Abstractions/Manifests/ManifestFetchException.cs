namespace Imaginator.Manifests;

/// <summary>A manifest cannot be fetched.</summary>
public sealed class ManifestFetchException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">The reason of the failure.</param>
    /// <param name="message">
    /// The failure, its cause and the remedy, for people. The message must not contain secrets.
    /// </param>
    /// <param name="innerException">The cause, or null.</param>
    public ManifestFetchException(ManifestFetchError reason, string message, Exception? innerException = null)
        : base(message, innerException!) => Reason = reason;

    /// <summary>The reason of the failure.</summary>
    public ManifestFetchError Reason { get; }
}
