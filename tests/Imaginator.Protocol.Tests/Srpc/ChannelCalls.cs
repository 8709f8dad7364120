using System.Reflection;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>Reads, writes and calls with types that are known at run time only.</summary>
internal static class ChannelCalls
{
    public static Task<object?> ReadAsync(SrpcChannel channel, Type type) =>
        (Task<object?>)Call(nameof(ReadTypedAsync), [type], channel);

    public static Task WriteAsync(SrpcChannel channel, Type type, object? value) =>
        (Task)Call(nameof(WriteTypedAsync), [type], channel, value);

    public static Task<object?> CallAsync(
        SrpcConnection connection, string method, (Type Request, Type Reply) types, object? request) =>
        (Task<object?>)Call(nameof(CallTypedAsync), [types.Request, types.Reply], connection, method, request);

    private static async Task<object?> ReadTypedAsync<T>(SrpcChannel channel) =>
        await channel.ReadAsync<T>(TestContext.Current.CancellationToken);

    private static async Task WriteTypedAsync<T>(SrpcChannel channel, object? value) =>
        await channel.WriteAsync((T)value!, TestContext.Current.CancellationToken);

    private static async Task<object?> CallTypedAsync<TRequest, TReply>(
        SrpcConnection connection, string method, object? request) =>
        await connection.CallAsync<TRequest, TReply>(
            method, (TRequest)request!, GobLimits.Default, TestContext.Current.CancellationToken);

    private static object Call(string method, Type[] types, params object?[] arguments) =>
        typeof(ChannelCalls).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(types).Invoke(null, arguments)!;
}
