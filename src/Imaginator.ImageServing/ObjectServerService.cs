using Imaginator.ImageServing.Configuration;
using Imaginator.ImageServing.Objects;
using Imaginator.ImageStores;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing;

/// <summary>The service <c>ObjectServer</c>.</summary>
public static class ObjectServerService
{
    private const string Service = "ObjectServer";
    private const string TestBandwidth = "TestBandwidth";

    // Go clients request all files of an image at once; a hash has up to 129 bytes.
    private static readonly GobLimits ManyHashes = new() { MaxValueBytes = 256L << 20 };

    /// <summary>Creates the service.</summary>
    public static SrpcService Create(IServableStore store, ImageServingOptions options, TimeProvider timeProvider, ILogger logger)
    {
        var reading = new ObjectQueries(store, logger);
        var tests = new UserLimit(BandwidthTest.MaximumPerUser);
        return new SrpcService(
            Service,
            SrpcMethod.Streaming("AddObjects", async (call, token) =>
            {
                await using var receiver = new ObjectReceiver(store, call, logger);
                await receiver.RunAsync(token);
            }) with { IsPublic = options.AllowPublicAddObjects },
            SrpcMethod.RequestReply<CheckObjectsRequest, CheckObjectsResponse>("CheckObjects", reading.CheckAsync)
                with
            {
                Limits = ManyHashes,
                IsPublic = options.AllowPublicCheckObjects,
                IsUnauthenticated = options.AllowUnauthenticatedReads,
            },
            SrpcMethod.Streaming("GetObjects", reading.GetAsync) with
            {
                Limits = ManyHashes,
                IsPublic = options.AllowPublicGetObjects,
                IsUnauthenticated = options.AllowUnauthenticatedReads,
            },
            SrpcMethod.RequestReply<ImportObjectsRequest, ImportObjectsResponse>(
                "ImportObjects",
                (_, _, _) => Task.FromResult(new ImportObjectsResponse
                {
                    Error = "ImportObjects is not supported: this server does not fetch objects from other servers; send them with AddObjects",
                })) with { Limits = ManyHashes, IsPublic = options.AllowPublicAddObjects },
            SrpcMethod.Streaming(TestBandwidth, new BandwidthTest(timeProvider).RunAsync))
        {
            Blocker = (method, context) => method.Name == TestBandwidth
                ? tests.TryEnter(context.Caller.UserName) ?? throw new SrpcException(
                    $"{context.Caller.UserName} reached limit of {BandwidthTest.MaximumPerUser} calls for {Service}.{TestBandwidth}")
                : null,
        };
    }
}
