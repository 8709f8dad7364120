namespace Imaginator.Notifications;

/// <summary>A build worker does not answer, or lost a build. Builds run elsewhere until it answers again.</summary>
public sealed record WorkerLost : NotificationEvent
{
    /// <inheritdoc/>
    public override string Name => NotificationEventNames.WorkerLost;

    /// <inheritdoc/>
    public override string Summary => $"The build worker {Worker} is lost: {Reason}";

    /// <summary>The name of the worker.</summary>
    public required string Worker { get; init; }

    /// <summary>Its address, <c>HOST:PORT</c>.</summary>
    public string Address { get; init; } = "";

    /// <summary>The reason in one line.</summary>
    public string Reason { get; init; } = "";
}
