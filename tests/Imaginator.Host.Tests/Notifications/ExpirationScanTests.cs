using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Host.Notifications.Sources;
using Imaginator.Host.Schedule;
using Imaginator.Hosting.Configuration;
using Imaginator.ImageStores;
using Imaginator.Notifications;
using Imaginator.Packagers;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Notifications;

public sealed class ExpirationScanTests : IAsyncDisposable
{
    private readonly NotificationSite _site = new();
    private readonly ImageShelf _store;

    public ExpirationScanTests() => _store = new ImageShelf(_site.Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NewestImage_IsAnnouncedOnce(bool listsTimes)
    {
        _store.ListsTimes = listsTimes;
        var expires = _site.Time.GetUtcNow() + TimeSpan.FromDays(30);
        _store.Put("base/1", expires);
        var scan = Scan();

        await scan.SearchAsync(Token);
        Assert.Empty(_site.Deliveries());
        _site.Time.Advance(TimeSpan.FromDays(29) + TimeSpan.FromMinutes(1));
        await scan.SearchAsync(Token);
        await scan.SearchAsync(Token);

        var delivery = Assert.Single(_site.Deliveries());
        Assert.Equal(("image-expiring", "base"), (delivery.EventName, delivery.StreamName));
        Assert.Equal("/showImage?base/1", delivery.Page);
        Assert.Equal("The newest image of base expires at 2026-12-24 12:00:00 UTC", delivery.Summary);
    }

    [Fact]
    public async Task ImageThatIsExtended_IsAnnouncedAgain()
    {
        _store.Put("base/1", _site.Time.GetUtcNow() + TimeSpan.FromDays(30));
        _site.Time.Advance(TimeSpan.FromDays(29.5));
        var scan = Scan();
        await scan.SearchAsync(Token);
        await _store.ChangeImageExpirationAsync("base/1", _site.Time.GetUtcNow() + TimeSpan.FromDays(30), Token);
        await scan.SearchAsync(Token);
        Assert.Single(_site.Deliveries());
        _site.Time.Advance(TimeSpan.FromDays(29.5));
        await scan.SearchAsync(Token);

        Assert.Equal(2, _site.Deliveries().Length);
    }

    [Theory]
    [InlineData("base/2", 40)]
    [InlineData("base/2", null)]
    public async Task OlderImages_AreNotAnnounced(string newer, int? days)
    {
        _store.Put("base/1", _site.Time.GetUtcNow() + TimeSpan.FromDays(30));
        _site.Time.Advance(TimeSpan.FromDays(29.5));
        _store.Put(newer, days is { } left ? _site.Time.GetUtcNow() + TimeSpan.FromDays(left) : null);

        await Scan().SearchAsync(Token);

        Assert.Empty(_site.Deliveries());
    }

    [Fact]
    public async Task ImageWithAShortLife_IsAnnouncedInItsLastQuarter()
    {
        _store.Put("base/1", _site.Time.GetUtcNow() + TimeSpan.FromHours(4));
        var scan = Scan();
        _site.Time.Advance(TimeSpan.FromHours(2.5));
        await scan.SearchAsync(Token);
        Assert.Empty(_site.Deliveries());
        _site.Time.Advance(TimeSpan.FromHours(1));
        await scan.SearchAsync(Token);

        Assert.Single(_site.Deliveries());
    }

    [Fact]
    public async Task AutomaticRebuilds_AreLate_WhenLessThanHalfAnIntervalIsLeft()
    {
        // Created an hour ago, and extended each hour by two hours.
        _store.Put("base/1", _site.Time.GetUtcNow() + TimeSpan.FromHours(2));
        var scan = Scan(new RebuildOptions(TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        _site.Time.Advance(TimeSpan.FromHours(1));
        await scan.SearchAsync(Token);
        Assert.Empty(_site.Deliveries());
        _site.Time.Advance(TimeSpan.FromMinutes(31));
        await scan.SearchAsync(Token);

        Assert.Single(_site.Deliveries());
    }

    [Fact]
    public async Task PrivateImages_AndImagesOutsideOfDirectories_AreNotAnnounced()
    {
        _store.Put("users/.private/base/0123/1", _site.Time.GetUtcNow() + TimeSpan.FromDays(30));
        _store.Put("loose", _site.Time.GetUtcNow() + TimeSpan.FromDays(30));
        _site.Time.Advance(TimeSpan.FromDays(29.5));

        await Scan().SearchAsync(Token);

        Assert.Empty(_site.Deliveries());
    }

    [Fact]
    public async Task StoreThatFails_IsLogged()
    {
        _store.Before = _ => throw new ImageStoreException(ImageStoreError.Unreachable, "not today");

        await Scan().SearchAsync(Token);

        Assert.Single(_site.Log.Of(LogLevel.Warning), message => message.Contains("not today", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutReceivers_TheStoreIsNotAsked()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one") with { Events = [NotificationEventNames.BuildFailed] });
        var isAsked = false;
        _store.Before = _ => isAsked = true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Scan().RunAsync(stop.Token);
        _site.Time.Advance(2 * ExpirationScan.Interval);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.False(isAsked);
    }

    [Fact]
    public async Task Search_IsRepeated()
    {
        _store.Put("base/1", _site.Time.GetUtcNow() + TimeSpan.FromDays(30));
        _site.Time.Advance(TimeSpan.FromDays(29.5));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Scan().RunAsync(stop.Token);

        await _site.UntilAsync(() => _site.Deliveries().Length == 1, TimeSpan.FromMinutes(1));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private ExpirationScan Scan(RebuildOptions? rebuilds = null) => new(
        _site.Announcer,
        _site.Outbox,
        _store,
        () => new MainConfiguration
        {
            BootstrapStreams = ImmutableSortedDictionary<string, BootstrapStream>.Empty,
            BuildSettings = new BuildSettings { PackagerTypes = ImmutableDictionary<string, PackagerType>.Empty },
            ImageStreamsToAutoRebuild = ["base"],
            Notifications = _site.Settings,
        },
        rebuilds,
        _site.Time,
        new LoggerOf<ExpirationScan>(_site.Log));
}
