using System.Net;

namespace Imaginator.PackageCache.Transport;

/// <summary>The endpoint of the web server for connections from the networks of builds.</summary>
internal sealed class BuildEndPoint : EndPoint
{
    public override string ToString() => "builds";
}
