namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>The names of network policies in the configuration and in build logs.</summary>
public static class NetworkPolicyNames
{
    /// <summary>The names of all policies.</summary>
    public static IReadOnlyCollection<string> All { get; } = [.. Enum.GetValues<SandboxNetwork>().Select(network => network.NameOf())];

    /// <summary>The name of a policy.</summary>
    public static string NameOf(this SandboxNetwork network) => network switch
    {
        SandboxNetwork.Open => "open",
        SandboxNetwork.Packages => "packages",
        SandboxNetwork.Host => "host",
        SandboxNetwork.None => "none",
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, null),
    };

    /// <summary>The policy with a name; null if there is none.</summary>
    public static SandboxNetwork? Find(string name)
    {
        foreach (var network in Enum.GetValues<SandboxNetwork>())
        {
            if (network.NameOf() == name)
            {
                return network;
            }
        }

        return null;
    }
}
