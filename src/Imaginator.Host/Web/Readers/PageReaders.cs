using Imaginator.Host.Access;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Port;
using Imaginator.Host.Web.Actions;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Readers;

/// <summary>Identifies the readers of pages. Thread-safe.</summary>
internal sealed class PageReaders(WebCallers callers, Permissions permissions, PortOptions port, OwnNames names)
{
    /// <summary>The reader of a request.</summary>
    public PageReader Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return new PageReader(
            http,
            callers,
            permissions,
            isStatusPublic: permissions.Reads.Anonymous != AnonymousReads.None,

            // Actions sent to other host names would be denied.
            hasButtons: !port.IsInsecure || names.FaultOf(http.Request) is null);
    }
}
