using System.Collections.Immutable;

namespace Imaginator.Hosting.Configuration;

/// <summary>A receiver of notifications, as configured. Immutable.</summary>
public sealed record ReceiverDefinition
{
    /// <summary>The name, which identifies the receiver in the record of deliveries.</summary>
    public required string Name { get; init; }

    /// <summary>The type: that of a notifier of a plugin.</summary>
    public required string Type { get; init; }

    /// <summary>The names of the events that the receiver gets.</summary>
    public ImmutableHashSet<string> Events { get; init; } = [];

    /// <summary>The streams, and the directories with all streams below them, whose events the receiver gets; empty for all events.</summary>
    public ImmutableArray<string> Streams { get; init; } = [];

    /// <summary>The settings for the notifier, by flattened name such as <c>to:0</c>, with variables not expanded. They can be secret.</summary>
    public ImmutableDictionary<string, string?> Settings { get; init; } =
        ImmutableDictionary.Create<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first fault of the definition, with its location: the receiver cannot be used. Null if there is none.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the receiver gets the events of a stream. An event that concerns no stream has an empty name.</summary>
    public bool Includes(string streamName)
    {
        ArgumentNullException.ThrowIfNull(streamName);
        return Streams.IsEmpty || Streams.Any(entry => IsInside(streamName, entry));
    }

    private static bool IsInside(string streamName, string entry) =>
        streamName.StartsWith(entry, StringComparison.Ordinal)
        && (streamName.Length == entry.Length || streamName[entry.Length] == '/');
}
