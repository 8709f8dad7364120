using Imaginator.Host.Workers.Lists;

namespace Imaginator.Host.Workers;

/// <summary>The workers that the daemon starts with.</summary>
internal sealed record WorkerOptions(WorkerList List)
{
    /// <summary>The absolute path of the file that lists the workers.</summary>
    public string ListPath { get; init; } = "";

    /// <summary>The maximum number of builds that this machine runs at once if no worker is left.</summary>
    public int LocalSlots { get; init; } = 1;
}
