using Imaginator.Building.Publishing;
using Imaginator.ImageStores;
using Imaginator.Images;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Building.Tests.Publishing;

public sealed class ImageNamingTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryImageServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Gate_IsPassedOnce()
    {
        var passes = 0;
        await using var upload = await _server.BeginUploadAsync(Token);

        var name = await ImageNaming.CommitAsync(upload, "app", new Image(), () => passes++, _time, Token);

        Assert.Equal(1, passes);
        Assert.Equal(name, await LatestAsync());
    }

    [Fact]
    public async Task ClosedGate_LeavesNoImage()
    {
        await using var upload = await _server.BeginUploadAsync(Token);

        await Assert.ThrowsAsync<OperationCanceledException>(() => ImageNaming.CommitAsync(
            upload, "app", new Image(), () => throw new OperationCanceledException(), _time, Token));

        Assert.Null(await LatestAsync());
    }

    private Task<string?> LatestAsync() => _server.FindLatestImageAsync(new ImageQuery { StreamName = "app" }, Token);
}
