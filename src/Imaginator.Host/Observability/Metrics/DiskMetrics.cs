using System.Diagnostics.Metrics;
using Imaginator.Host.Observability.Logging;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows the free space of the file systems to which the daemon writes. Thread-safe.</summary>
internal sealed class DiskMetrics : IMetricSource
{
    private readonly (string Label, string Directory)[] _directories;

    public DiskMetrics(FlagValues flags) => _directories =
    [
        ("state", flags.Get(SharedFlags.StateDirectory)),
        ("log", flags.Get(LogFlags.Directory)),
    ];

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.disk.free", () => Show(disk => disk.AvailableFreeSpace), "By", "Free space of the file system of a directory.");
        meter.CreateObservableGauge(
            "imaginator.disk.size", () => Show(disk => disk.TotalSize), "By", "Size of the file system of a directory.");
    }

    private IEnumerable<Measurement<long>> Show(Func<DriveInfo, long> value)
    {
        foreach (var (label, directory) in _directories)
        {
            // A directory that does not exist yet is not shown.
            if (Directory.Exists(directory))
            {
                yield return new Measurement<long>(
                    value(new DriveInfo(directory)), new KeyValuePair<string, object?>("directory", label));
            }
        }
    }
}
