using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Protocol.Tests.Srpc;

public sealed class SrpcMeasurementsTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly ActivitySource _source = new("SrpcMeasurementsTests");
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();

    public SrpcMeasurementsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var key = instrument.Name;
            foreach (var (name, tag) in tags)
            {
                key += $" {name}={tag}";
            }

            _sums.AddOrUpdate(key, value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    [Fact]
    public async Task Calls_AreCountedByMethodAndResult()
    {
        await UseAsync(new SrpcServerOptions { Measurements = new SrpcMeasurements(_meter, _source) }, async client =>
        {
            await CheckAsync(client, "good");
            await CheckAsync(client, "good");
            await Assert.ThrowsAsync<SrpcException>(() => CheckAsync(client, "bad"));
            foreach (var unknown in new[] { "ImageServer.Invented1", "Invented2.Method" })
            {
                await Assert.ThrowsAsync<SrpcException>(() => CheckAsync(client, "good", unknown));
            }
        });

        Assert.Equal(2, _sums["imaginator.rpc.calls method=ImageServer.CheckImage result=ok"]);
        Assert.Equal(1, _sums["imaginator.rpc.calls method=ImageServer.CheckImage result=error"]);

        // Names that callers invent are not kept apart: there is no end of them.
        Assert.Equal(2, _sums["imaginator.rpc.calls method=(unknown) result=refused"]);
        Assert.Equal(0, _sums["imaginator.rpc.connections"]);
    }

    [Fact]
    public async Task Calls_AreActivitiesWhereSomebodyListens()
    {
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await UseAsync(new SrpcServerOptions { Measurements = new SrpcMeasurements(_meter, _source) }, async client =>
        {
            await CheckAsync(client, "good");
            await Assert.ThrowsAsync<SrpcException>(() => CheckAsync(client, "bad"));
        });

        Assert.Equal(
            [ActivityStatusCode.Ok, ActivityStatusCode.Error], activities.Select(activity => activity.Status));
        Assert.All(activities, activity => Assert.Equal("ImageServer.CheckImage", activity.OperationName));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
        _meter.Dispose();
    }

    private static async Task UseAsync(SrpcServerOptions options, Func<SrpcClient, Task> use)
    {
        var service = new SrpcService("ImageServer", SrpcMethod.RequestReply<CheckImageRequest, CheckImageResponse>(
            "CheckImage",
            (request, _, _) => request.ImageName == "bad"
                ? throw new SrpcException("no such thing")
                : Task.FromResult(new CheckImageResponse())));
        await using var host = new SrpcTestHost(options, service);
        await using var client = host.CreateClient();
        await use(client);
    }

    private static Task<CheckImageResponse> CheckAsync(
        SrpcClient client, string image, string method = "ImageServer.CheckImage") =>
        client.CallAsync<CheckImageRequest, CheckImageResponse>(
            method, new CheckImageRequest { ImageName = image }, isRepeatable: false, TestContext.Current.CancellationToken);
}
