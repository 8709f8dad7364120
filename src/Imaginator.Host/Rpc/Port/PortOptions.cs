using System.Net;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Rpc.Port;

/// <summary>The port of the daemon.</summary>
internal sealed record PortOptions
{
    /// <summary>The port number; 0 for a free port.</summary>
    public required int Number { get; init; }

    /// <summary>Whether the daemon serves without certificates.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Whether the port answers HTTP without TLS.</summary>
    public bool HasPlainHttp { get; init; } = true;

    /// <summary>Whether other machines can connect.</summary>
    public bool IsOpenToOthers { get; init; } = true;

    public static PortOptions From(FlagValues flags)
    {
        var isInsecure = flags.Get(PortFlags.Insecure);
        var isAnywhere = flags.Get(PortFlags.InsecureAnywhere);
        var isLoopbackOnly = flags.Get(PortFlags.LoopbackOnly);
        var hasPlainHttp = flags.Get(PortFlags.PlainHttp);
        if (isAnywhere && !isInsecure)
        {
            throw new UsageException("-insecureAnywhere requires -insecure");
        }

        if (isAnywhere && isLoopbackOnly)
        {
            throw new UsageException("-insecureAnywhere and -loopbackOnly contradict each other; remove one of them");
        }

        if (isInsecure && !hasPlainHttp)
        {
            throw new UsageException("-plainHttp=false requires certificates, and cannot be given together with -insecure");
        }

        return new PortOptions
        {
            Number = flags.Get(PortFlags.PortNumber),
            IsInsecure = isInsecure,
            HasPlainHttp = hasPlainHttp,
            IsOpenToOthers = !isLoopbackOnly && (!isInsecure || isAnywhere),
        };
    }

    /// <summary>The addresses to bind to: all, or those of the loopback interface that exist.</summary>
    /// <exception cref="ImaginatorException">The loopback interface has no address.</exception>
    public IEnumerable<IPEndPoint> Endpoints()
    {
        if (IsOpenToOthers)
        {
            // The IPv6 wildcard also accepts IPv4, and exists without IPv6 addresses.
            return [new IPEndPoint(System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Number)];
        }

        // A port that is free for IPv4 is not necessarily free for IPv6.
        var addresses = LoopbackAddresses.Find();
        return addresses.Take(Number == 0 ? 1 : addresses.Length).Select(address => new IPEndPoint(address, Number));
    }
}
