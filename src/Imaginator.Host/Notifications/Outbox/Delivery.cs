using System.Collections.Immutable;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>The delivery of a message to one receiver, as it is recorded. Immutable.</summary>
internal sealed record Delivery
{
    /// <summary>Identifies the delivery; later ones have greater ids.</summary>
    public required long Id { get; init; }

    /// <summary>Identifies the message for the receiver. All receivers of an event have messages with the same id.</summary>
    public required string MessageId { get; init; }

    /// <summary>The name of the receiver in the configuration, which can be gone.</summary>
    public required string Receiver { get; init; }

    /// <summary>The name of the event's kind, for example <c>build-failed</c>.</summary>
    public required string EventName { get; init; }

    /// <summary>The stream that the event concerns; empty for none.</summary>
    public required string StreamName { get; init; }

    /// <summary>The event for people, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>The path of the page about the event, for example <c>/builds/ID</c>; empty for none.</summary>
    public required string Page { get; init; }

    /// <summary>The time of the event.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>The number of attempts so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>The time of the next attempt at the earliest; null if none follows.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The time of the last attempt, or of its end without one; null while there is neither.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The answer or error of the last attempt, or the reason why no attempt follows; empty for none. Untrusted.</summary>
    public required string LastAnswer { get; init; }

    /// <summary>The last attempts, in order; empty in lists of deliveries.</summary>
    public ImmutableArray<DeliveryAttempt> LastAttempts { get; init; } = [];
}
