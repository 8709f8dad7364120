using Imaginator.Host.Queue.Requests;
using Imaginator.Protocol.Srpc.Access;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Says who sends an HTTP request, and whether he may do what an RPC method does. Thread-safe.</summary>
internal sealed class WebCallers(SrpcAccessPolicy policy, bool isInsecure)
{
    /// <summary>Says who sends a request.</summary>
    public Caller Of(HttpContext http, string method)
    {
        var identity = http.Features.Get<VerifiedIdentity>()?.Identity ?? SrpcIdentity.Anonymous;
        var mode = new SrpcConnectionMode(isInsecure, DoNotUsePowers: false);
        return new Caller
        {
            UserName = identity.UserName,
            Groups = identity.Groups,
            HasMethodAccess =
                policy.Decide(identity, mode, method, isPublic: false, isUnauthenticated: false) == SrpcAccess.Method,
            Address = CallerAddress.Of(http.Connection.RemoteIpAddress, http.Connection.RemotePort),
        };
    }
}
