using System.Collections.Frozen;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>A named set of methods.</summary>
internal sealed class SrpcService
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
    /// Is asked about each call that is permitted; null if nothing is ever blocked. What it returns is disposed of when
    /// the call is over.
    /// </summary>
    /// <remarks>It throws <see cref="SrpcException"/> to refuse the call.</remarks>
    public Func<SrpcMethod, SrpcCallContext, IDisposable?>? Blocker { get; init; }
}
