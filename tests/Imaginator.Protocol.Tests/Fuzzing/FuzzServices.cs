using System.Reflection;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.Protocol.Tests.Fuzzing;

/// <summary>Services that take every request and say little.</summary>
internal static class FuzzServices
{
    public static IEnumerable<SrpcService> Create() => CaptureTypes.RequestReply
        .Select(item => (Name: item.Key, Method: MakeRequestReply(item.Key, item.Value)))
        .Concat(new (string Name, SrpcMethod Method)[]
        {
            ("Imaginator.BuildImage", SrpcMethod.Streaming("BuildImage", BuildImageAsync)),
            ("ObjectServer.AddObjects", SrpcMethod.Streaming("AddObjects", AddObjectsAsync)),
            ("ObjectServer.GetObjects", SrpcMethod.Streaming("GetObjects", GetObjectsAsync)),
        })
        .GroupBy(item => item.Name.Split('.')[0])
        .Select(group => new SrpcService(group.Key, group.Select(item => item.Method)));

    private static SrpcMethod MakeRequestReply(string name, (Type Request, Type Reply) types) =>
        (SrpcMethod)typeof(FuzzServices).GetMethod(nameof(MakeTyped), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(types.Request, types.Reply).Invoke(null, [name.Split('.')[1]])!;

    private static SrpcMethod MakeTyped<TRequest, TReply>(string name) where TReply : new() =>
        SrpcMethod.RequestReply<TRequest, TReply>(name, (_, _, _) => Task.FromResult(new TReply()));

    private static async Task BuildImageAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<BuildImageRequest>(cancellationToken);
        await call.WriteLineAsync("", cancellationToken);
        await call.WriteAsync(new BuildImageResponse { ImageName = request.StreamName }, cancellationToken);
    }

    private static async Task AddObjectsAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        while (await call.ReadAsync<AddObjectRequest>(cancellationToken) is { Length: > 0 and < long.MaxValue } request)
        {
            await call.OpenRaw((long)request.Length).DrainAsync(cancellationToken);
            await call.WriteAsync(new AddObjectResponse { Added = true }, cancellationToken);
        }
    }

    private static async Task GetObjectsAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<GetObjectsRequest>(cancellationToken);
        await call.WriteAsync(
            new GetObjectsResponse { ObjectSizes = [.. request.Hashes.Select(_ => 1UL)] }, cancellationToken);
        await call.WriteRawAsync(new byte[request.Hashes.Length], cancellationToken);
    }
}
