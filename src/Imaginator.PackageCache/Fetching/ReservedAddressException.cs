namespace Imaginator.PackageCache.Fetching;

/// <summary>An origin has only addresses that builds do not reach.</summary>
internal sealed class ReservedAddressException(string host, int port)
    : IOException($"{host}:{port} is an address of this machine or its link, which builds cannot reach")
{
    /// <summary>The origin.</summary>
    public string Target { get; } = $"{host}:{port}";
}
