using Imaginator.Building.Builds;
using Imaginator.Building.Inputs;
using Imaginator.Building.Sessions;
using Imaginator.Building.SourceTrees;
using Imaginator.Building.Tests.Sessions;
using Imaginator.Images;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Building.Tests.Inputs;

/// <summary>When the newest image does instead of a build: it is young, and complete.</summary>
public sealed class InputTrackerTests : IDisposable
{
    private const string ImageName = "app/1";

    private static readonly BuildRequest Request = new()
    {
        StreamName = "app",
        MaximumBuildDuration = TimeSpan.FromMinutes(1),
        SkipIfUnchangedFor = TimeSpan.FromHours(1),
    };

    private readonly TemporaryTree _state = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryImageServer _store = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(-4, true)] // A clock that is set back a little.
    [InlineData(-6, false)]
    [InlineData(-365 * 24 * 60, false)]
    public async Task Image_IsAccepted_UnlessItIsOldOrFromTheFuture(int minutes, bool isAccepted)
    {
        var image = await SourceImage.OfAsync(_store, tree => tree.Write("a", [1]));

        Assert.Equal(isAccepted ? ImageName : null, await RepeatAsync(image, minutes));
    }

    [Fact]
    public async Task IncompleteImage_IsNotAccepted()
    {
        var image = await SourceImage.OfAsync(_store, tree => tree.Write("a", [1]));
        _store.Objects.Clear();

        Assert.Null(await RepeatAsync(image, minutes: 1));
    }

    /// <summary>Builds an image, and then, some minutes later by the clock, from the same inputs.</summary>
    private async Task<string?> RepeatAsync(Image image, int minutes)
    {
        await (await _store.BeginUploadAsync(Cancelled)).CommitAsync(ImageName, image, Cancelled);
        var now = _time.GetUtcNow();
        await using var session = await ImageStreamSessions.In(_state, _time).OpenAsync(Request, new RecordingObserver(), Cancelled);
        Assert.Null(await AddAsync(session, now, remember: true));
        return await AddAsync(session, now.AddMinutes(minutes), remember: false);
    }

    private async Task<string?> AddAsync(BuildSession session, DateTimeOffset now, bool remember)
    {
        using var tracker = new InputTracker(
            new InputRecords(_state.Path("inputs"), NullLogger.Instance), _store, new FakeTimeProvider(now));
        var accepted = await tracker.AddPlanAsync(session, "plan"u8.ToArray(), Cancelled);
        if (remember)
        {
            tracker.Remember(session, ImageName);
        }

        return accepted;
    }
}
