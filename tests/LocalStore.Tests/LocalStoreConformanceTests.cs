using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Tests.Support;
using Imaginator.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Plugins.LocalStore.Tests;

public sealed class LocalStoreConformanceTests : ImageStoreConformance
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected override TimeProvider Clock => _time;

    private string StorePath => _directory.PathOf("store");

    protected override async Task<IImageStore> OpenStoreAsync(CancellationToken cancellationToken) =>
        await TestStore.OpenAsync("local://" + StorePath, _time);

    protected override Task AdvanceClockAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        _time.Advance(duration);
        return Task.CompletedTask;
    }

    protected override async Task<bool> CorruptObjectAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        var name = hash.ToString();
        var path = Path.Combine(StorePath, "objects", name[..2], name[2..]);
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        return true;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
