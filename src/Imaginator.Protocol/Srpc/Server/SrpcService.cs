using System.Collections.Frozen;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>A named set of methods.</summary>
public sealed class SrpcService
{
    /// <summary>Creates a service.</summary>
    public SrpcService(string name, params IEnumerable<SrpcMethod> methods)
    {
        Name = name;
        Methods = methods.ToFrozenDictionary(method => method.Name);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its methods by name.</summary>
    public FrozenDictionary<string, SrpcMethod> Methods { get; }

    /// <summary>
    /// Called for each permitted call; null if calls are never blocked. The returned object is disposed when the call
    /// ends.
    /// </summary>
    /// <remarks>Throws <see cref="SrpcException"/> to refuse the call.</remarks>
    public Func<SrpcMethod, SrpcCallContext, IDisposable?>? Blocker { get; init; }
}
