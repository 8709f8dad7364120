using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Imaginator.Tests.Shared;

/// <summary>An address of this machine that other machines could reach.</summary>
internal static class MachineAddress
{
    /// <summary>Gets an IPv4 address.</summary>
    /// <exception cref="InvalidOperationException">There is none: the test fails.</exception>
    public static IPAddress IPv4()
    {
        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(device => device.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(device => device.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(candidate => candidate.AddressFamily == AddressFamily.InterNetwork
                && !candidate.ToString().StartsWith("169.254.", StringComparison.Ordinal))
            ?? throw new InvalidOperationException("this machine has no IPv4 address except loopback; add one");
    }
}
