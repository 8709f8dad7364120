using System.Net;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Where the daemon listens.</summary>
internal sealed record PortOptions
{
    /// <summary>The port; 0 for one that is free.</summary>
    public required int Number { get; init; }

    /// <summary>Whether it serves without certificates.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Whether other machines can connect.</summary>
    public bool IsOpenToOthers { get; init; } = true;

    /// <summary>What the flags say.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>Where to listen.</returns>
    /// <exception cref="UsageException">They contradict each other.</exception>
    public static PortOptions From(FlagValues flags)
    {
        var isInsecure = flags.Get(PortFlags.Insecure);
        var isAnywhere = flags.Get(PortFlags.InsecureAnywhere);
        return isAnywhere && !isInsecure
            ? throw new UsageException("-insecureAnywhere goes together with -insecure")
            : new PortOptions
            {
                Number = flags.Get(PortFlags.PortNumber),
                IsInsecure = isInsecure,
                IsOpenToOthers = !isInsecure || isAnywhere,
            };
    }

    /// <summary>The addresses to bind to.</summary>
    public IEnumerable<IPEndPoint> Endpoints()
    {
        if (IsOpenToOthers)
        {
            // Takes IPv4 too.
            yield return new IPEndPoint(System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Number);
            yield break;
        }

        yield return new IPEndPoint(IPAddress.Loopback, Number);

        // A free port of the one is not necessarily free for the other.
        if (Number != 0 && System.Net.Sockets.Socket.OSSupportsIPv6)
        {
            yield return new IPEndPoint(IPAddress.IPv6Loopback, Number);
        }
    }
}
