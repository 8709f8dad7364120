using Imaginator.Plugins.S3.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Plugins.S3.Tests.Support;

/// <summary>Stores over a <see cref="MemoryServer"/>.</summary>
internal static class MemoryStore
{
    /// <summary>Small packs, so that tests have many; no collections in the background.</summary>
    public static S3Options Options { get; } = new()
    {
        PackSize = 1 << 20,
        CollectionInterval = TimeSpan.Zero,
        PollInterval = TimeSpan.FromMilliseconds(5),
    };

    public static S3ImageStore Open(MemoryServer server, S3Options? options = null) => Open(server, new MemoryBucket(server), options);

    public static S3ImageStore Open(MemoryServer server, MemoryBucket bucket, S3Options? options = null) =>
        new(bucket, options ?? Options, server.Time, NullLogger.Instance);
}
