using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Images;
using Imaginator.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.ImageServing.Tests;

/// <summary>Our client of image servers against our image server and the embedded store.</summary>
public sealed class ImageServerConformanceTests : ImageStoreConformance
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServingHost _host;

    public ImageServerConformanceTests() => _host = ServingHost.Start(_time);

    protected override TimeProvider Clock => _time;

    // Dominator's protocol has no pins.
    protected override bool KeepsPinnedImages => false;

    protected override Task<IImageStore> OpenStoreAsync(CancellationToken cancellationToken) => _host.ConnectAsync();

    protected override Task AdvanceClockAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        _time.Advance(duration);
        return Task.CompletedTask;
    }

    protected override Task CollectGarbageAsync(IImageStore store, CancellationToken cancellationToken) =>
        ((IStoreMaintenance)_host.Store).CollectGarbageAsync(cancellationToken);

    protected override async Task<bool> CorruptObjectAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        var name = hash.ToString();
        var path = Path.Combine(new Uri(_host.Url).AbsolutePath, "objects", name[..2], name[2..]);
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        return true;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _host.DisposeAsync();
    }
}
