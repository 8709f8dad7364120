using System.Net;
using System.Net.Sockets;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Imaginator.Host.Rpc;

/// <summary>The HTTP pages of SRPC that tools use: the names of the methods and of this machine.</summary>
internal static class RpcPages
{
    public static void MapRpcPages(this IEndpointRouteBuilder routes, bool hasTls)
    {
        MapLines(
            "/_goSRPC_/getHostname",
            async http => [await HostNameAsync(http.RequestAborted)]);
        MapLines("/_goSRPC_/listMethods", http => Task.FromResult(ServerOf(http).ListMethods(publicOnly: false)));
        MapLines("/_goSRPC_/listPublicMethods", http => Task.FromResult(ServerOf(http).ListMethods(publicOnly: true)));

        // SRPC clients send CONNECT; other methods are errors.
        MapStatus("/_goSRPC_/{**rest}", StatusCodes.Status400BadRequest);
        MapStatus("/_go_TLS_SRPC_/{**rest}", hasTls ? StatusCodes.Status400BadRequest : StatusCodes.Status404NotFound);

        // Handlers with the request as only parameter: others load the expression compiler, which costs megabytes.
        void MapStatus(string path, int status) => routes.Map(path, http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        void MapLines(string path, Func<HttpContext, Task<IReadOnlyList<string>>> lines) =>
            routes.MapGet(path, async http =>
            {
                http.Response.ContentType = "text/plain; charset=utf-8";
                var text = string.Concat(
                    (await lines(http)).Select(line => line + "\n"));
                await http.Response.WriteAsync(text, http.RequestAborted);
            });
    }

    // The methods of the port of the request.
    private static SrpcServer ServerOf(HttpContext http) => http.Features.GetRequiredFeature<SrpcServer>();

    private static async Task<string> HostNameAsync(CancellationToken cancellationToken)
    {
        var name = Dns.GetHostName();
        try
        {
            return (await Dns.GetHostEntryAsync(name, cancellationToken)).HostName;
        }
        catch (SocketException)
        {
            // The machine has no fully qualified name.
            return name;
        }
    }
}
