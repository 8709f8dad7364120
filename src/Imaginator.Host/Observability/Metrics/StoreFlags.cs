using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Flags of the embedded image store in the daemon.</summary>
internal static class StoreFlags
{
    /// <summary>In bytes per second.</summary>
    public static Flag<long> ScrubRate { get; } = new(
        "storeScrubRate", FlagTypes.Size, 4L << 20,
        "Bytes per second that the daemon reads to find damaged objects of the embedded image store, at most once a week. 0 turns this off.")
    { Group = "Service" };
}
