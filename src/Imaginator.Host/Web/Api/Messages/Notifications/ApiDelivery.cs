using System.Collections.Immutable;
using Imaginator.Host.Notifications.Outbox;

namespace Imaginator.Host.Web.Api.Messages.Notifications;

/// <summary>The delivery of a message to a receiver.</summary>
internal sealed record ApiDelivery
{
    /// <summary>Later deliveries have greater ids.</summary>
    public required long Id { get; init; }

    /// <summary>Identifies the message for the receiver.</summary>
    public required string MessageId { get; init; }

    public required string Receiver { get; init; }

    /// <summary>The kind of the event, for example build-failed.</summary>
    public required string Event { get; init; }

    /// <summary>The stream that the event concerns.</summary>
    public string? Stream { get; init; }

    /// <summary>The event in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>The time of the event.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>waiting, delivered or failed.</summary>
    public required string State { get; init; }

    /// <summary>The number of attempts so far.</summary>
    public required int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The answer or error of the last attempt, or the reason why no attempt follows.</summary>
    public string? LastAnswer { get; init; }

    /// <summary>The last attempts, in order; only of a delivery that is requested by its id.</summary>
    public ImmutableArray<ApiDeliveryAttempt>? LastAttempts { get; init; }

    public static ApiDelivery Of(Delivery delivery) => new()
    {
        Id = delivery.Id,
        MessageId = delivery.MessageId,
        Receiver = delivery.Receiver,
        Event = delivery.EventName,
        Stream = delivery.StreamName.Length == 0 ? null : delivery.StreamName,
        Summary = delivery.Summary,
        OccurredAt = delivery.OccurredAt,
        State = NameOf(delivery.State),
        Attempts = delivery.Attempts,
        NextAttemptAt = delivery.NextAttemptAt,
        LastAnswer = delivery.LastAnswer.Length == 0 ? null : delivery.LastAnswer,
    };

    /// <summary>Parses the name of a state; null for others.</summary>
    public static DeliveryState? ParseState(string text) => text switch
    {
        "waiting" => DeliveryState.Waiting,
        "delivered" => DeliveryState.Delivered,
        "failed" => DeliveryState.Failed,
        _ => null,
    };

    private static string NameOf(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "unknown state"),
    };
}
