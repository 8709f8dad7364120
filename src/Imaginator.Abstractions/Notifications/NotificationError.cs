namespace Imaginator.Notifications;

/// <summary>The reasons for which a message is not delivered.</summary>
public enum NotificationError
{
    /// <summary>The receiver cannot be reached, or does not answer in time.</summary>
    Unreachable,

    /// <summary>The receiver refuses the message: wrong credentials, wrong address, too many messages, or a fault of the receiver.</summary>
    Rejected,

    /// <summary>
    /// The receiver refuses all further messages, as a web server does with status 410. Imaginator sends none until the configuration changes
    /// or the daemon starts again.
    /// </summary>
    Gone,
}
