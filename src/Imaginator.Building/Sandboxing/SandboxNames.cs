using System.Net.Sockets;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Building.Sandboxing.Names;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Linux;
using Imaginator.Linux.Containment;

namespace Imaginator.Building.Sandboxing;

/// <summary>
/// Lets the commands of a sandbox resolve names as this machine does, independent of <c>/etc/resolv.conf</c> of the image.
/// </summary>
internal static class SandboxNames
{
    /// <summary>Starts the name server of a sandbox and leads its queries there.</summary>
    /// <param name="gaps">The reason if that is impossible; usually empty.</param>
    /// <returns>
    /// The server; null if the sandbox requires none: it has no network or its own, or its root is that of this machine.
    /// </returns>
    public static NameServer? Serve(
        SandboxEntry entry, ControlGroup group, TimeProvider timeProvider, out IReadOnlyList<ContainmentGap> gaps)
    {
        gaps = [];
        // A network of the build's own leads its queries to this program itself.
        if (entry.Root != RootKind.Tree || entry.Network.Policy != SandboxNetwork.Host)
        {
            return null;
        }

        if (group.UnifiedDirectory is not { } directory)
        {
            gaps = [Explain("no control group (version 2) can be created")];
            return null;
        }

        NameServer? server = null;
        try
        {
            var servers = entry.NameServers ?? entry.Network.Resolvers();
            server = NameServer.Start(entry.HostName, servers, timeProvider);
            foreach (var address in server.Addresses)
            {
                NameRedirection.Redirect(directory, address);
            }

            return server;
        }
        catch (Exception e) when (e is LinuxException or SocketException)
        {
            // Some queries may be redirected already: the server must answer them.
            gaps = [Explain(e.Message)];
            return server;
        }
    }

    private static ContainmentGap Explain(string reason) => new(
        Protection.Names, $"commands resolve names with the /etc/resolv.conf of the image instead of this machine's: {reason}");
}
