using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>Objects on their way to a store, of which an image is to be made later.</summary>
/// <remarks>For one caller at a time. What has not been settled when it is disposed of is lost.</remarks>
public interface IObjectUpload : IAsyncDisposable
{
    /// <summary>Adds an object, unless the store has it.</summary>
    /// <param name="contents">The contents, which are read to their end unless the disk refuses.</param>
    /// <param name="expected">The hash that they must have; null to find out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The hash of the contents, and what has become of them.</returns>
    /// <exception cref="ImageStoreException">The object cannot be stored.</exception>
    ValueTask<ObjectAddition> AddAsync(
        ObjectContents contents, ObjectHash? expected, CancellationToken cancellationToken);

    /// <summary>Makes what was added durable, and lets others see it. It stays for a while without an image.</summary>
    /// <param name="cancellationToken">Gives up; it can be called again.</param>
    /// <returns>Completes when it is done.</returns>
    /// <exception cref="ImageStoreException">The disk refuses.</exception>
    Task SettleAsync(CancellationToken cancellationToken);
}
