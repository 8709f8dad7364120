using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Testing;

namespace TemplateNamespace.Tests;

/// <summary>The conformance suite for image stores.</summary>
public sealed class ImageStoreTests : ImageStoreConformance
{
    private readonly string _directory = Directory.CreateTempSubdirectory("store-").FullName;
    private readonly SettableClock _clock = new();

    protected override TimeProvider Clock => _clock;

    protected override Task<IImageStore> OpenStoreAsync(CancellationToken cancellationToken) =>
        new PluginUnderTest(new Plugin(), timeProvider: _clock).Get<IUploader>()
            .OpenAsync("template-scheme://" + _directory, cancellationToken);

    protected override Task AdvanceClockAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        _clock.Advance(duration);
        return Task.CompletedTask;
    }

    protected override async Task<bool> CorruptObjectAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_directory, "objects", hash.ToString());
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        return true;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class SettableClock : TimeProvider
    {
        private DateTimeOffset _now = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan duration) => _now += duration;
    }
}
