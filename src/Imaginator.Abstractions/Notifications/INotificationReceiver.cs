namespace Imaginator.Notifications;

/// <summary>A receiver of messages, for example one webhook.</summary>
/// <remarks>
/// Implementations are thread-safe. Imaginator makes one delivery to a receiver at a time, but does not wait for a delivery that it has given
/// up.
/// </remarks>
public interface INotificationReceiver : IAsyncDisposable
{
    /// <summary>
    /// The destination for people, in one line without secrets, for example <c>hooks.example.org</c>. Secret parts of a URL are often in its
    /// path. Constant.
    /// </summary>
    string Destination { get; }

    /// <summary>
    /// Determines whether the receiver has a form for an event. Imaginator makes no message for other events. By default, it has one for all
    /// events.
    /// </summary>
    /// <param name="notification">The event.</param>
    /// <returns>True if the receiver has a form for it.</returns>
    bool Accepts(NotificationEvent notification) => true;

    /// <summary>
    /// Delivers a message. It can arrive more than once: after a failed delivery, after a restart, or because a person repeats it. All of
    /// them have the same <see cref="NotificationMessage.Id"/>.
    /// </summary>
    /// <param name="message">The message. Its texts are untrusted: they can contain line breaks, control characters and markup.</param>
    /// <param name="cancellationToken">Cancels the delivery, which must then end within one second.</param>
    /// <returns>The answer of the receiver.</returns>
    /// <exception cref="NotificationException">
    /// The receiver did not accept the message. Imaginator repeats the delivery later, with growing delays, for a day.
    /// </exception>
    /// <exception cref="OperationCanceledException">The delivery was cancelled.</exception>
    Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken);
}
