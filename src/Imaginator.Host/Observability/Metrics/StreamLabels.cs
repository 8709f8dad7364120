using System.Collections.Concurrent;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>
/// The names of streams as labels of metrics. Each value of a label is a time series for ever, and the names that patterns
/// stand for are anybody's to make up: so only so many are told apart. Thread-safe.
/// </summary>
internal sealed class StreamLabels
{
    /// <summary>How many streams are told apart: as many as large sites configure.</summary>
    public const int Maximum = 5_000;

    /// <summary>The label of all further streams.</summary>
    public const string Other = "(other)";

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The label of a stream.</summary>
    /// <param name="streamName">Its name.</param>
    /// <returns>The name, or <see cref="Other"/>.</returns>
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
