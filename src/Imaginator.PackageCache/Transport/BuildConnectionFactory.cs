using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Imaginator.PackageCache.Transport;

/// <summary>Lets the web server listen to the connections from the networks of builds.</summary>
internal sealed class BuildConnectionFactory(BuildConnections connections) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is BuildEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(connections);
}
