using System.Net;

namespace Imaginator.PackageCache.Transport;

/// <summary>The place of the web server at which connections from the networks of builds arrive.</summary>
internal sealed class BuildEndPoint : EndPoint
{
    public override string ToString() => "builds";
}
