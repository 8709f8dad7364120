namespace Imaginator.Plugins.S3.Buckets;

/// <summary>The few calls of S3 that the store uses. Keys are relative to the prefix of the store.</summary>
/// <remarks>
/// Thread-safe. Every member throws <see cref="ImageStores.ImageStoreException"/> if the server refuses a request or fails, after the
/// repetitions that the settings permit.
/// </remarks>
internal interface IBucket : IDisposable
{
    /// <summary>The store, for messages.</summary>
    string DisplayName { get; }

    /// <summary>The time of the server.</summary>
    ServerClock Clock { get; }

    /// <summary>Writes an object.</summary>
    /// <returns>
    /// The entity tag of the object; null if the condition is not met. An earlier attempt of the same request can be the reason, which
    /// <see cref="BucketWrites.TryWriteAsync"/> detects.
    /// </returns>
    Task<string?> PutAsync(string key, ReadOnlyMemory<byte> contents, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>Reads a whole object, or returns null if it does not exist. An object that is longer is an error.</summary>
    Task<BucketObject?> TryGetAsync(string key, int maximumLength, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a part of an object; null if the object does not exist. The caller disposes of the stream, which can end early if the object is
    /// shorter, and fails with <see cref="IOException"/>.
    /// </summary>
    Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Lists the objects whose keys begin with a text, in the order of their keys.</summary>
    /// <param name="prefix">The beginning of the keys.</param>
    /// <param name="after">Only larger keys are listed; empty for all.</param>
    IAsyncEnumerable<BucketEntry> ListAsync(string prefix, string after, CancellationToken cancellationToken);

    /// <summary>Removes an object. A missing object is not an error.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Begins an object in parts, which does not exist before it is completed.</summary>
    Task<string> BeginPartsAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes a part. Numbers begin with 1.</summary>
    /// <returns>The entity tag of the part.</returns>
    Task<string> PutPartAsync(
        string key, string uploadId, int number, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken);

    /// <summary>Makes the object of its parts.</summary>
    /// <param name="tags">The entity tags of the parts, in the order of their numbers.</param>
    Task CompletePartsAsync(string key, string uploadId, IReadOnlyList<string> tags, CancellationToken cancellationToken);

    /// <summary>Removes the parts of an object that is not completed.</summary>
    Task AbortPartsAsync(string key, string uploadId, CancellationToken cancellationToken);
}
