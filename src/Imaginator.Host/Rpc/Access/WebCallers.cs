using Imaginator.Host.Queue.Requests;
using Imaginator.Protocol.Srpc.Access;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Identifies the callers of HTTP requests and their permissions. Thread-safe.</summary>
internal sealed class WebCallers(SrpcAccessPolicy policy, bool isInsecure)
{
    /// <summary>
    /// Returns the caller of a request, with the permissions that the RPC method <paramref name="method"/>
    /// (<c>Service.Method</c>) requires. A caller without certificate has no user name; in an insecure daemon every caller has
    /// all permissions.
    /// </summary>
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
