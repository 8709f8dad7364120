using Imaginator.Building.Builds;
using Imaginator.Building.Manifests;
using Imaginator.Building.Stages.Manifests;
using Imaginator.Building.Tests.Sessions;
using Imaginator.Images;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Building.Stages;

public sealed class SourceImageFinderTests : IDisposable
{
    private static readonly BuildRequest Request = new()
    {
        StreamName = "app",
        MaximumBuildDuration = TimeSpan.FromMinutes(1),
        MaxSourceAge = TimeSpan.FromHours(1),
        DisableRecursiveBuild = true,
    };

    private static readonly SourceBuild BuildNothing = (_, _) => throw new InvalidOperationException("the request forbids it");

    private readonly TemporaryTree _state = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-59, true)]
    [InlineData(4, true)] // The clocks of two machines differ.
    [InlineData(6, false)]
    [InlineData(365 * 24 * 60, false)]
    public async Task Image_IsFresh_UnlessItIsOldOrFromTheFuture(int minutes, bool isFresh)
    {
        await using var store = new MemoryImageServer();
        await using (var upload = await store.BeginUploadAsync(Cancelled))
        {
            await upload.CommitAsync("base/1", new Image { CreatedOn = _time.GetUtcNow().AddMinutes(minutes) }, Cancelled);
        }

        await using var session = await ImageStreamSessions.In(_state, _time).OpenAsync(Request, new RecordingObserver(), Cancelled);
        var finder = new SourceImageFinder(store, _time);
        var manifest = new Manifest { SourceImage = "base" };

        if (isFresh)
        {
            var (name, pin) = await finder.FindAsync(session, manifest, BuildNothing, Cancelled);
            await pin.DisposeAsync();
            Assert.Equal("base/1", name);
        }
        else
        {
            var needed = await Assert.ThrowsAsync<SourceImageNeededException>(
                () => finder.FindAsync(session, manifest, BuildNothing, Cancelled));
            Assert.Equal("base/1", needed.TooOld);
        }
    }
}
