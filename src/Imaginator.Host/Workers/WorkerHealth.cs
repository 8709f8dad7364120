namespace Imaginator.Host.Workers;

/// <summary>The health of a worker.</summary>
internal enum WorkerHealth
{
    /// <summary>It has not been checked yet. It gets builds.</summary>
    Unknown,

    /// <summary>It answered the last health check.</summary>
    Healthy,

    /// <summary>It did not. It gets no builds until it answers a health check.</summary>
    Lost,
}
