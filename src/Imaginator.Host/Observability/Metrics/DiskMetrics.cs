using System.Diagnostics.Metrics;
using Imaginator.Host.Observability.Logging;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows the room on the disks that the daemon writes to. Thread-safe.</summary>
internal sealed class DiskMetrics : IMetricSource
{
    private readonly (string Use, string Directory)[] _directories;

    /// <summary>Creates the source.</summary>
    /// <param name="flags">Name the directories.</param>
    public DiskMetrics(FlagValues flags) => _directories =
    [
        ("state", flags.Get(SharedFlags.StateDirectory)),
        ("log", flags.Get(LogFlags.Directory)),
    ];

    /// <inheritdoc/>
    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.disk.free", () => Show(disk => disk.AvailableFreeSpace), "By", "Room on the disk of a directory.");
        meter.CreateObservableGauge(
            "imaginator.disk.size", () => Show(disk => disk.TotalSize), "By", "The size of the disk of a directory.");
    }

    private IEnumerable<Measurement<long>> Show(Func<DriveInfo, long> value)
    {
        foreach (var (use, directory) in _directories)
        {
            // Not there (yet): not shown.
            if (Directory.Exists(directory))
            {
                yield return new Measurement<long>(
                    value(new DriveInfo(directory)), new KeyValuePair<string, object?>("directory", use));
            }
        }
    }
}
