using Imaginator.Host.Access;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;
using Imaginator.Protocol.Srpc.Access;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Rpc.Access;

/// <summary>
/// Identifies the callers of HTTP requests and their permissions: by certificate, bearer token or session. The only way to do so.
/// Thread-safe.
/// </summary>
internal sealed class WebCallers(SrpcAccessPolicy policy, Permissions permissions, bool isInsecure)
{
    /// <summary>
    /// Returns the caller of a request, with the permissions that the RPC method <paramref name="method"/>
    /// (<c>Service.Method</c>) requires. An anonymous caller has no user name; in an insecure daemon every caller has all
    /// permissions. Users and tokens that manage all streams have access to all methods.
    /// </summary>
    public Caller Of(HttpContext http, string method)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Of(IdentityOf(http), AddressOf(http), method);
    }

    /// <summary>Returns the caller of a request that only reads.</summary>
    public Caller ReaderOf(HttpContext http) => Of(http, AccessMethods.Read);

    /// <summary>
    /// Returns a function for the caller of a request that only reads, with the permissions at the time of each call: roles can change while
    /// a response lasts. The function uses the request no more.
    /// </summary>
    public Func<Caller> LastingReaderOf(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var (identity, address) = (IdentityOf(http), AddressOf(http));
        return () => Of(identity, address, AccessMethods.Read);
    }

    private static WebIdentity IdentityOf(HttpContext http) => http.Features.Get<WebIdentity>() ?? OfCertificate(http);

    private static string AddressOf(HttpContext http) => CallerAddress.Of(http.Connection.RemoteIpAddress, http.Connection.RemotePort);

    private Caller Of(WebIdentity identity, string address, string method)
    {
        var caller = new Caller
        {
            UserName = identity.UserName,
            Groups = identity.Groups,
            Authentication = identity.Kind,
            TokenName = identity.TokenName,
            Scope = identity.Scope,
            Address = address,
        };
        return caller with
        {
            HasMethodAccess = isInsecure || IsPermitted(identity, method) || permissions.SiteRoleOf(caller) == StreamRole.Manage,
        };
    }

    // Behind a proxy, the certificate of the connection is that of the proxy, and not of the client.
    private static WebIdentity OfCertificate(HttpContext http) =>
        ProxiedRequest.Is(http) || http.Features.Get<VerifiedIdentity>()?.Identity is not { } identity
            ? WebIdentity.Anonymous
            : new WebIdentity
            {
                Kind = AuthenticationKind.Certificate,
                UserName = identity.UserName,
                Groups = identity.Groups,
                PermittedMethods = identity.PermittedMethods,
            };

    // The name of a token is never that of a trusted user.
    private bool IsPermitted(WebIdentity identity, string method) => identity.Scope is null && policy.Decide(
        new SrpcIdentity
        {
            UserName = identity.UserName,
            Groups = identity.Groups,
            PermittedMethods = identity.PermittedMethods,
        },
        new SrpcConnectionMode(EverythingIsPermitted: false, DoNotUsePowers: false),
        method,
        isPublic: false,
        isUnauthenticated: false) == SrpcAccess.Method;
}
