namespace Imaginator.Notifications;

/// <summary>The answer of a receiver that accepted a message.</summary>
/// <param name="Answer">
/// The answer for people, without secrets, for example <c>200 OK</c>; empty for none. Pages show its first 500 characters.
/// </param>
public sealed record NotificationReceipt(string Answer = "");
