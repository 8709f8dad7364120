namespace Imaginator.Scanning.Exchange;

/// <summary>The other side sent something that is not a valid message.</summary>
public sealed class MessageException(string message) : Exception(message);
