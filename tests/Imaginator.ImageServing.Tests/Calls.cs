using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.ImageServing.Tests;

/// <summary>Calls as clients of an image server make them.</summary>
internal static class Calls
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Calls a method of the image server.</summary>
    public static Task<TReply> CallAsync<TReply>(this SrpcClient client, string method, object request) =>
        (Task<TReply>)typeof(Calls).GetMethod(nameof(CallTypedAsync))!
            .MakeGenericMethod(request.GetType(), typeof(TReply)).Invoke(null, [client, method, request])!;

    public static Task<TReply> CallTypedAsync<TRequest, TReply>(SrpcClient client, string method, TRequest request) =>
        client.CallAsync<TRequest, TReply>("ImageServer." + method, request, false, Token, GobLimits.Image);

    /// <summary>What the server says when it refuses or fails.</summary>
    public static async Task<string> FailAsync<TReply>(this SrpcClient client, string method, object request) =>
        (await Assert.ThrowsAsync<SrpcException>(() => client.CallAsync<TReply>(method, request))).Message;

    /// <summary>Lists images by a request.</summary>
    public static Task<List<string>> ListAsync(this SrpcClient client, ListSelectedImagesRequest? request) =>
        client.UseAsync(
            async connection =>
            {
                using var call = await connection.BeginAsync(
                    request is null ? "ImageServer.ListImages" : "ImageServer.ListSelectedImages", GobLimits.Default, Token);
                if (request is not null)
                {
                    await call.WriteAsync(request, Token);
                    await call.FlushAsync(Token);
                }

                var names = new List<string>();
                while (await call.ReadLineAsync(Token) is { Length: > 0 } name)
                {
                    names.Add(name);
                }

                call.End();
                return names;
            },
            false, Token);

    /// <summary>Reads a list of values to the one that marks its end, which is left out.</summary>
    public static Task<List<T>> StreamAsync<T>(this SrpcClient client, string method, Func<T, bool> isEnd) =>
        client.UseAsync(
            async connection =>
            {
                using var call = await connection.BeginAsync("ImageServer." + method, GobLimits.Default, Token);
                var values = new List<T>();
                while (await call.ReadAsync<T>(Token) is var value && !isEnd(value))
                {
                    values.Add(value);
                }

                call.End();
                return values;
            },
            false, Token);
}
