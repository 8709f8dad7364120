namespace Imaginator.Notifications;

/// <summary>
/// An event that messages are about. The subclasses in this namespace are the kinds; later versions can have more of them, for
/// which <see cref="Name"/>, <see cref="Summary"/> and <see cref="StreamName"/> are enough. Immutable.
/// </summary>
/// <remarks>Texts can contain any characters: they come from manifests, commands and other people. Secret variables are masked.</remarks>
public abstract record NotificationEvent
{
    private protected NotificationEvent()
    {
    }

    /// <summary>The name of the kind, as configuration files spell it, for example <c>build-failed</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The event for people: one sentence without a full stop.</summary>
    public abstract string Summary { get; }

    /// <summary>The name of the image stream; empty if the event does not concern a stream.</summary>
    public string StreamName { get; init; } = "";
}
