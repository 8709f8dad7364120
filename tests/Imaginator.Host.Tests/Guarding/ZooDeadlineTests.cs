using System.Diagnostics.Metrics;
using Imaginator.Host.Observability.Health;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Tests.Web.Console;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Console.Operations;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.ImageStores;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Guarding;

/// <summary>Each call into a plugin ends, even if the plugin ignores its cancellation.</summary>
public sealed class ZooDeadlineTests
{
    private static readonly ImageQuery Query = new() { StreamName = "stream" };

    [Fact]
    public async Task CallThatNeverEnds_IsCancelledAtItsDeadline()
    {
        await using var site = new ZooSite();
        var store = await site.OpenAsync("stops", "plain");
        var call = store.FindLatestImageAsync(Query, ZooSite.Cancel);

        site.Time.Advance(TimeSpan.FromMinutes(15));

        var exception = await Assert.ThrowsAsync<PluginException>(() => call);
        Assert.Equal($"{ZooSite.Zoo} did not complete IImageStore.FindLatestImageAsync within 15m", exception.Message);
        Assert.Equal(0, site.Plugins.Conditions.Sum(plugin => plugin.GivenUpCalls));
        await ReleaseAsync(site, store);
    }

    [Fact]
    public async Task Cancellation_IsThatOfTheCaller()
    {
        await using var site = new ZooSite();
        var store = await site.OpenAsync("stops", "plain");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(ZooSite.Cancel);
        var call = store.FindLatestImageAsync(Query, cancellation.Token);

        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, exception.CancellationToken);
        await ReleaseAsync(site, store);
    }

    [Fact]
    public async Task PluginThatIgnoresCancellation_IsGivenUp_AndDisabledAfterThreeCalls()
    {
        await using var site = new ZooSite();
        var store = await site.OpenAsync("ignores", "plain");
        for (var i = 0; i < 3; i++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(ZooSite.Cancel);
            var call = store.FindLatestImageAsync(Query, cancellation.Token);
            await cancellation.CancelAsync();
            await site.PassAsync(call);
            Assert.Equal(
                $"{ZooSite.Zoo} did not end IImageStore.FindLatestImageAsync after its cancellation; the call is given up",
                (await Assert.ThrowsAsync<PluginException>(() => call)).Message);
        }

        const string Reason =
            "3 of its calls did not end after their cancellation; the last one was IImageStore.FindLatestImageAsync";
        var exception = await Assert.ThrowsAsync<PluginException>(() => site.FetchAsync("zoo://fine"));
        Assert.Equal(
            $"cannot call IManifestSource.FetchAsync: {ZooSite.Zoo} is disabled until the next start: {Reason}", exception.Message);
        Assert.Equal(
            new PluginCondition("ZooPlugin", "6.6.6", 3, 0, Reason), site.Plugins.Conditions.Single(plugin => plugin.Name == "ZooPlugin"));
        Assert.Contains($"Plugin ZooPlugin 6.6.6 is disabled until the next start: {Reason}", site.Log.Of(LogLevel.Error));
        var health = await new PluginHealth(site.Plugins).CheckHealthAsync(new HealthCheckContext(), ZooSite.Cancel);
        Assert.Equal(
            (HealthStatus.Degraded, $"ZooPlugin 6.6.6 is disabled until the next start: {Reason}"), (health.Status, health.Description));
        Assert.Contains(
            $"Plugin ZooPlugin 6.6.6 is disabled until the next start: {Reason}",
            await RenderedPage.OfAsync(new PluginsPage(site.Plugins).Make()),
            StringComparison.Ordinal);
        Assert.Equal(1, MeasureZoo(site.Plugins, "imaginator.plugin.disabled"));
        Assert.Equal(3, MeasureZoo(site.Plugins, "imaginator.plugin.given_up_calls"));
        var shown = ApiPlugin.Of(
            site.Plugins.Loaded.Single(plugin => plugin.Name == "ZooPlugin"),
            site.Plugins.Conditions.Single(plugin => plugin.Name == "ZooPlugin"));
        Assert.Equal((3L, Reason), (shown.GivenUpCalls, shown.DisabledReason));
        await site.RequireInnocentAsync();
        await ReleaseAsync(site, store);
    }

    [Fact]
    public async Task PropertyThatBlocks_IsGivenUp()
    {
        await using var site = new ZooSite();
        var store = await site.OpenAsync("blocks", "plain");
        var read = Task.Run(() => store.VerifiesObjects, ZooSite.Cancel);

        await site.PassAsync(read);

        Assert.Equal(
            $"{ZooSite.Zoo} did not end IImageStore.VerifiesObjects within 30s; the call is given up",
            (await Assert.ThrowsAsync<PluginException>(() => read)).Message);
        await site.RequireInnocentAsync();
    }

    [Fact]
    public async Task FetchInAnotherProcess_IsCancelledAtItsDeadline()
    {
        await using var site = new ZooSite(hasFetchers: true);
        var fetch = site.FetchAsync("cage://stops");

        site.Time.Advance(TimeSpan.FromHours(6));

        Assert.Equal(
            $"{ZooSite.Zoo} did not complete IManifestSource.FetchAsync within 6h",
            (await Assert.ThrowsAsync<PluginException>(() => fetch)).Message);
        await site.RequireInnocentAsync();
    }

    [Fact]
    public async Task ResultOfACallThatWasGivenUp_IsReleased()
    {
        await using var site = new ZooSite();
        var store = await site.OpenAsync("late", "plain");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(ZooSite.Cancel);
        var call = store.PinImageAsync("a", cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await site.PassAsync(call);
        await Assert.ThrowsAsync<PluginException>(() => call);

        await File.WriteAllTextAsync(site.PathOf("ZooPlugin", "go"), "", ZooSite.Cancel);

        await Wait.UntilAsync(() => File.Exists(site.PathOf("ZooPlugin", "pin")));
    }

    [Fact]
    public async Task FetchThatBlocksItsThread_IsGivenUp()
    {
        await using var site = new ZooSite();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(ZooSite.Cancel);
        var fetch = site.FetchAsync("zoo://blocks", cancellation.Token);
        await cancellation.CancelAsync();

        await site.PassAsync(fetch);

        Assert.Equal(
            $"{ZooSite.Zoo} did not end IManifestSource.FetchAsync after its cancellation; the call is given up",
            (await Assert.ThrowsAsync<PluginException>(() => fetch)).Message);
        await site.RequireInnocentAsync();
    }

    [Fact]
    public void LoadingThatBlocks_Ends()
    {
        using var released = new ManualResetEventSlim();

        var exception = Assert.Throws<PluginException>(
            () => LoadDeadline.Run(
                () =>
                {
                    released.Wait(ZooSite.Cancel);
                    return true;
                },
                TimeSpan.FromMilliseconds(10)));

        released.Set();
        Assert.Equal("it did not load within 10ms", exception.Message);
    }

    private static long MeasureZoo(PluginSet plugins, string name)
    {
        using var meter = new Meter(Guid.NewGuid().ToString());
        new PluginMetrics(plugins).AddTo(meter);
        var value = -1L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (ReferenceEquals(instrument.Meter, meter) && instrument.Name == name)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, measurement, tags, _) => value = tags[0].Value is "ZooPlugin" ? measurement : value);
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }

    // The disposal of such a store does not end either.
    private static async Task ReleaseAsync(ZooSite site, IImageStore store)
    {
        var disposal = store.DisposeAsync().AsTask();
        await site.PassAsync(disposal);
        await disposal;
    }
}
