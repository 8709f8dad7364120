namespace Imaginator.Host.Notifications.Delivering;

/// <summary>The state of a receiver at one moment. Immutable.</summary>
internal sealed record ReceiverState
{
    /// <summary>The destination for people, without secrets; empty before the receiver was opened.</summary>
    public string Destination { get; init; } = "";

    /// <summary>The reason why the receiver cannot be used; null if there is none. Its messages wait.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the receiver refused all further messages. They wait for a change of the configuration.</summary>
    public bool IsGone { get; init; }

    /// <summary>The number of failed attempts since the last successful one.</summary>
    public int Failures { get; init; }

    /// <summary>The time before which no attempt is made, because the last one failed; null for none.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>The time of the last successful attempt since the start of the daemon; null for none.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>The error of the last attempt, in one line; null if it succeeded, or if there was none. Untrusted.</summary>
    public string? LastError { get; init; }

    /// <summary>Whether attempts are made, now or after the pause.</summary>
    public bool IsUsable => Fault is null && !IsGone;
}
