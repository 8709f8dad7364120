namespace Imaginator.Host.Workers;

/// <summary>A machine that builds for us, as the configuration names it.</summary>
internal sealed record WorkerDefinition(string Name, string Host, int Port, int MaximumBuilds)
{
    /// <summary>Host and port, for messages.</summary>
    public string Address => $"{Host}:{Port}";
}
