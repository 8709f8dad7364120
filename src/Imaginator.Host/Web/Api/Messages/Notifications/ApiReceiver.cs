using System.Collections.Immutable;
using Imaginator.Host.Notifications;

namespace Imaginator.Host.Web.Api.Messages.Notifications;

/// <summary>A receiver of notifications.</summary>
internal sealed record ApiReceiver
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    /// <summary>The destination, without secrets; absent before the first message.</summary>
    public string? Destination { get; init; }

    /// <summary>The events that the receiver gets, for example build-failed.</summary>
    public required ImmutableArray<string> Events { get; init; }

    /// <summary>The streams and directories whose events the receiver gets; empty for all.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>The number of messages that wait.</summary>
    public required int Waiting { get; init; }

    /// <summary>Why the receiver cannot be used.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the receiver refuses further messages.</summary>
    public required bool IsGone { get; init; }

    /// <summary>The number of failed attempts since the last successful one.</summary>
    public required int Failures { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>The error of the last attempt.</summary>
    public string? LastError { get; init; }

    public static ApiReceiver Of(ReceiverStatus receiver) => new()
    {
        Name = receiver.Name,
        Type = receiver.Type,
        Destination = receiver.State.Destination.Length == 0 ? null : receiver.State.Destination,
        Events = receiver.Events,
        Streams = receiver.Streams,
        Waiting = receiver.Waiting,
        Fault = receiver.State.Fault,
        IsGone = receiver.State.IsGone,
        Failures = receiver.State.Failures,
        LastSuccessAt = receiver.State.LastSuccessAt,
        LastError = receiver.State.LastError,
    };
}
