using Imaginator.Images;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Reporting;

/// <summary>Log messages of the store: event IDs 7100 to 7199.</summary>
internal static partial class S3StoreLog
{
    [LoggerMessage(7100, LogLevel.Debug, "Added image {Name}: {NewObjects} new objects with {NewBytes} bytes in {Packs} packs")]
    public static partial void Committed(ILogger logger, string name, int newObjects, long newBytes, int packs);

    [LoggerMessage(7101, LogLevel.Information,
        "Removed {Images} expired images and {Packs} packs with {Bytes} bytes from {Store}; packs that await their removal: {Condemned}")]
    public static partial void Collected(ILogger logger, long images, long packs, long bytes, int condemned, string store);

    [LoggerMessage(7102, LogLevel.Warning, "Cannot collect garbage in {Store}")]
    public static partial void CollectionFailed(ILogger logger, string store, Exception exception);

    [LoggerMessage(7103, LogLevel.Warning, "Cannot clean up after an upload to {Store}; the next garbage collection does")]
    public static partial void CleanupFailed(ILogger logger, string store, Exception exception);

    [LoggerMessage(7104, LogLevel.Error, "The index object {Key} cannot be used, and the objects in it count as missing: {Reason}")]
    public static partial void IndexUnusable(ILogger logger, string key, string reason);

    [LoggerMessage(7105, LogLevel.Error, "Object {Hash} is damaged: {Location}; the next upload of its contents replaces it")]
    public static partial void ObjectDamaged(ILogger logger, ObjectHash hash, string location);

    [LoggerMessage(7106, LogLevel.Warning, "Cannot renew the lease of pinned images in {Store}")]
    public static partial void LeaseFailed(ILogger logger, string store, Exception exception);

    [LoggerMessage(7107, LogLevel.Warning, "The data of {Store} are sent unencrypted; use an endpoint with https")]
    public static partial void Unencrypted(ILogger logger, string store);

    [LoggerMessage(7108, LogLevel.Warning, "Cannot use the read cache {Directory}: {Reason}")]
    public static partial void CacheFailed(ILogger logger, string directory, string reason);

    [LoggerMessage(7109, LogLevel.Error, "The record {Key} cannot be used, and its image is not listed: {Reason}")]
    public static partial void RecordUnusable(ILogger logger, string key, string reason);
}
