namespace Imaginator.Host.Workers.Lists;

/// <summary>
/// A worker as the configuration defines it, under a unique name, with the address of its imaginator. It runs at least 1 and
/// at most <paramref name="MaximumBuilds"/> builds at once.
/// </summary>
internal sealed record WorkerDefinition(string Name, string Host, int Port, int MaximumBuilds)
{
    /// <summary>Host and port, for messages.</summary>
    public string Address => $"{Host}:{Port}";
}
