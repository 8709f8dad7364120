using Imaginator.Host.Access;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Requests;

/// <summary>Decides what the sender of a request may see. What a reader may not see does not exist for it. Thread-safe.</summary>
internal sealed class ApiReaders(WebCallers callers, Permissions permissions)
{
    /// <summary>Identifies the reader of a request.</summary>
    public ApiReader Of(HttpContext context)
    {
        var caller = callers.ReaderOf(context);
        return new ApiReader(caller, permissions, permissions.MayReadAll(caller));
    }

    /// <summary>Identifies the caller of a method.</summary>
    public Caller CallerOf(HttpContext context, string method) => callers.Of(context, method);
}
