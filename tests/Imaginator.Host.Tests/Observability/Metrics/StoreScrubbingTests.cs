using System.Diagnostics.Metrics;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Tests.Web;
using Imaginator.Hosting.Flags;
using Imaginator.ImageStores.Maintenance;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Observability.Metrics;

public sealed class StoreScrubbingTests
{
    [Fact]
    public async Task Result_IsInTheMetrics_AndTheRateIsThatOfTheFlag()
    {
        var time = new FakeTimeProvider();
        await using var store = new StoredLogs { Scrub = new StoreScrubReport(10, 4096, 2) };
        var flags = FlagParser.Parse(DaemonFlags.All, ["-storeScrubRate=1MiB"], []).Values;
        using var scrubbing = new StoreScrubbing(store, flags, time, NullLogger<StoreScrubbing>.Instance);
        await scrubbing.StartAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Measure(scrubbing));

        await Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(30));
            return scrubbing.Last is not null;
        });
        await scrubbing.StopAsync(TestContext.Current.CancellationToken);

        var values = Measure(scrubbing);
        Assert.Equal((2L, 4096L), (values["imaginator.store.damaged"], values["imaginator.store.scrubbed"]));
        Assert.Equal(1 << 20, store.ScrubRate);
    }

    private static Dictionary<string, long> Measure(StoreScrubbing scrubbing)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        using var meter = new Meter("scrubbing");
        scrubbing.AddTo(meter);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }
}
