using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Networks;

namespace Imaginator.Building.Tests.Sandboxing.Networks;

public sealed class BuildNetworkTests
{
    [Fact]
    public async Task FailedStart_DetachesTheProgramOfTheKernel()
    {
        // Its file 9 is not a socket.
        using var process = Process.Start(
            "/bin/busybox", ["sh", "-c", "exec 9< /dev/null; exec /bin/busybox unshare -n /bin/busybox sleep 1000"]);
        try
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/ns/net");
            await Wait.UntilAsync(() => NamespaceAt(path) != NamespaceAt("/proc/self/ns/net"));

            await Assert.ThrowsAsync<SocketException>(() => BuildNetwork.OpenAsync(
                process.Id,
                new PrivateNetworkRequest([], [], [new IPEndPoint(IPAddress.Any, 53)]),
                new EnteredReply([9]),
                new NetworkSettings(SandboxNetwork.Packages),
                "localhost",
                TimeProvider.System));

            // The kernel describes the attachment of a program with the number of the namespace.
            var number = NamespaceAt(path).Trim("net:[]".ToCharArray());
            Assert.DoesNotContain(OpenFiles(), file => file.Contains($"netns_ino:\t{number}\n", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill();
        }
    }

    private static string NamespaceAt(string path) => new FileInfo(path).LinkTarget ?? "";

    private static IEnumerable<string> OpenFiles()
    {
        foreach (var path in Directory.GetFiles("/proc/self/fdinfo"))
        {
            string description;
            try
            {
                description = File.ReadAllText(path);
            }
            catch (IOException)
            {
                continue; // Closed by another test.
            }

            yield return description;
        }
    }
}
