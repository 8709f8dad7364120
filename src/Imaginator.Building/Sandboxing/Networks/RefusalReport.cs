using System.Globalization;
using Imaginator.Linux;
using Imaginator.Linux.KernelPrograms;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>Reports each connection that the network of a sandbox refused once, as lines for the build log. Thread-safe.</summary>
/// <param name="network">The policy.</param>
/// <param name="read">Reads the refusals so far.</param>
internal sealed class RefusalReport(SandboxNetwork network, Func<IReadOnlyList<RefusedConnection>> read)
{
    private const int MaximumFailures = 20;

    private readonly Lock _lock = new();
    private readonly HashSet<RefusedConnection> _reported = [];
    private readonly List<string> _failures = [];
    private int _failureCount;

    /// <summary>Adds a connection that the policy allows and that failed outside the sandbox: the command sees only its end.</summary>
    public void AddFailure(string target, string reason)
    {
        lock (_lock)
        {
            if (_failureCount++ < MaximumFailures)
            {
                _failures.Add($"connection to {target} failed: {reason}");
            }
        }
    }

    /// <summary>Consumes the lines for all events since the last call.</summary>
    public IReadOnlyList<string> TakeLines()
    {
        lock (_lock)
        {
            List<string> lines = [.. _failures];
            _failures.Clear();
            lines.AddRange(ReadNew().Select(Describe));
            return lines;
        }
    }

    private List<RefusedConnection> ReadNew()
    {
        try
        {
            return read()
                .Where(_reported.Add)
                .OrderBy(refused => refused.Target.ToString(), StringComparer.Ordinal)
                .ToList();
        }
        catch (LinuxException e)
        {
            AddFailure("the kernel's record of refused connections", e.Message);
            return [];
        }
    }

    private string Describe(RefusedConnection refused)
    {
        var target = refused.IsDatagram ? $"{refused.Target} (UDP)" : refused.Target.ToString();
        return string.Create(
            CultureInfo.InvariantCulture, $"network policy \"{network.NameOf()}\": connection to {target} denied; {CureFor(refused)}");
    }

    private string CureFor(RefusedConnection refused) => network switch
    {
        SandboxNetwork.None => "if the stream needs it, set its Network to packages, open or host",
        SandboxNetwork.Packages =>
            "use the proxy in http_proxy and https_proxy, or set the Network of the stream to open",
        SandboxNetwork.Open when ReservedNetworks.Contain(refused.Target.Address) =>
            "loopback, link-local and metadata addresses of this machine require Network host",
        SandboxNetwork.Open when refused.IsDatagram => "of UDP, only names are forwarded; other UDP requires Network host",
        _ => "builds cannot connect to ports of the daemon",
    };
}
