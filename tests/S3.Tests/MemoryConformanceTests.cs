using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.S3.Tests.Support;
using Imaginator.Testing;

namespace Imaginator.Plugins.S3.Tests;

/// <summary>The suite for image stores, without a network and with a clock of the test.</summary>
public sealed class MemoryConformanceTests : ImageStoreConformance
{
    private readonly MemoryServer _server = new();

    protected override TimeProvider Clock => _server.Time;

    protected override Task<IImageStore> OpenStoreAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IImageStore>(MemoryStore.Open(_server));

    protected override Task AdvanceClockAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        _server.Time.Advance(duration);
        return Task.CompletedTask;
    }

    protected override async Task<bool> CorruptObjectAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        using var bucket = new MemoryBucket(_server);
        return await PackedBytes.CorruptAsync(bucket, hash, cancellationToken);
    }
}
