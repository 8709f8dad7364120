using System.Collections.Concurrent;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>
/// Stream names as labels of metrics. Each value of a label is a permanent time series, and users can invent names that match
/// a pattern, so the number of values is limited. Thread-safe.
/// </summary>
internal sealed class StreamLabels
{
    /// <summary>The limit of distinct names: the number of streams of large sites.</summary>
    public const int Maximum = 5_000;

    /// <summary>The label of all streams above the limit.</summary>
    public const string Other = "(other)";

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The label of a stream: its name, or <see cref="Other"/>.</summary>
    public string Of(string streamName)
    {
        if (_known.TryGetValue(streamName, out var label))
        {
            return label;
        }

        if (Volatile.Read(ref _count) >= Maximum)
        {
            return Other;
        }

        if (_known.TryAdd(streamName, streamName))
        {
            Interlocked.Increment(ref _count);
        }

        return streamName;
    }
}
