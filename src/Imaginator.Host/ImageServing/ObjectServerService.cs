using Imaginator.Host.ImageServing.Objects;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.ImageServing;

/// <summary>The service <c>ObjectServer</c>.</summary>
internal static class ObjectServerService
{
    // Go clients ask for all files of an image at once; a hash takes up to 129 bytes.
    private static readonly GobLimits ManyHashes = new() { MaxValueBytes = 256L << 20 };

    /// <summary>Creates it.</summary>
    public static SrpcService Create(ServedStore served, ImageServingOptions options, ILogger logger)
    {
        var reading = new ObjectReading(served);
        return new SrpcService(
            "ObjectServer",
            SrpcMethod.Streaming("AddObjects", async (call, token) =>
            {
                await using var receiver = new ObjectReceiver(served, call, logger);
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
                    Error = "this server does not fetch objects from others: send them with AddObjects",
                })) with { Limits = ManyHashes, IsPublic = options.AllowPublicAddObjects },
            SrpcMethod.Streaming("TestBandwidth", (_, _) => Task.CompletedTask))
        {
            Blocker = static (method, _) => method.Name == "TestBandwidth"
                ? throw new SrpcException("TestBandwidth is not offered by this server")
                : null,
        };
    }
}
