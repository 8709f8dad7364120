namespace Imaginator.Manifests;

/// <summary>A manifest could not be fetched.</summary>
public sealed class ManifestFetchException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">What kind of failure it is.</param>
    /// <param name="message">What failed, where, and what to do about it. Never contains a secret.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ManifestFetchException(ManifestFetchError reason, string message, Exception? innerException = null)
        : base(message, innerException!) => Reason = reason;

    /// <summary>What kind of failure it is.</summary>
    public ManifestFetchError Reason { get; }
}
