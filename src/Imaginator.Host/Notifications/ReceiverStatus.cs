using System.Collections.Immutable;
using Imaginator.Host.Notifications.Delivering;

namespace Imaginator.Host.Notifications;

/// <summary>A receiver for pages and the API. Immutable.</summary>
internal sealed record ReceiverStatus
{
    public required string Name { get; init; }

    /// <summary>The type, for example <c>webhook</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The names of the events that it gets, in the order of the documentation.</summary>
    public required ImmutableArray<string> Events { get; init; }

    /// <summary>The streams and directories whose events it gets; empty for all.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>The number of messages that wait for it.</summary>
    public required int Waiting { get; init; }

    /// <summary>The state of its deliveries. Its texts from the receiver are untrusted.</summary>
    public required ReceiverState State { get; init; }
}
