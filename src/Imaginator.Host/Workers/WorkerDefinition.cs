namespace Imaginator.Host.Workers;

/// <summary>A machine that builds for us, as the configuration names it.</summary>
/// <param name="Name">What people call it; no two have the same.</param>
/// <param name="Host">Its name or address on the network.</param>
/// <param name="Port">The port of its imaginator.</param>
/// <param name="MaximumBuilds">How many builds it gets at once; at least 1.</param>
internal sealed record WorkerDefinition(string Name, string Host, int Port, int MaximumBuilds)
{
    /// <summary>Host and port, for messages.</summary>
    public string Address => $"{Host}:{Port}";
}
