using Imaginator.Host.Notifications.Outbox;

namespace Imaginator.Host.Web.Api.Messages.Notifications;

/// <summary>An attempt to deliver a message.</summary>
internal sealed record ApiDeliveryAttempt
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required double DurationSeconds { get; init; }

    /// <summary>Whether the receiver accepted the message.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The answer of the receiver, or the error.</summary>
    public string? Answer { get; init; }

    public static ApiDeliveryAttempt Of(DeliveryAttempt attempt) => new()
    {
        Number = attempt.Number,
        StartedAt = attempt.StartedAt,
        DurationSeconds = attempt.Elapsed.TotalSeconds,
        Succeeded = attempt.IsSuccessful,
        Answer = attempt.Answer.Length == 0 ? null : attempt.Answer,
    };
}
