namespace Imaginator.Host.Workers;

/// <summary>How a worker is.</summary>
internal enum WorkerHealth
{
    /// <summary>Nobody has looked yet; it is taken to be well.</summary>
    Unknown,

    /// <summary>It answered when it was asked last.</summary>
    Well,

    /// <summary>It did not; it gets no builds until it does again.</summary>
    Lost,
}
