namespace Imaginator.State.Configurations;

/// <summary>
/// Revisions of the configuration, which jobs refer to, and the last text of each source. Thread-safe. Members throw
/// <see cref="StateException"/>.
/// </summary>
public interface IConfigurationStore
{
    /// <summary>Keeps the last text of a source.</summary>
    ValueTask KeepAsync(string source, KeptText text, CancellationToken cancellationToken);

    /// <summary>Finds the last text of a source; null if the store does not have it.</summary>
    ValueTask<KeptText?> FindAsync(string source, CancellationToken cancellationToken);

    /// <summary>Saves a sealed revision, or notes that it is in use.</summary>
    ValueTask SaveRevisionAsync(ReadOnlyMemory<byte> digest, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Finds a sealed revision by its digest; null if the store does not have it.</summary>
    ValueTask<byte[]?> FindRevisionAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken);

    /// <summary>Deletes the revisions that no unfinished job needs and that were not in use since a time. Returns their number.</summary>
    ValueTask<int> TrimRevisionsAsync(DateTimeOffset unusedSince, CancellationToken cancellationToken);
}
