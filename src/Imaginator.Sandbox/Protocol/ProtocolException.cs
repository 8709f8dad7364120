namespace Imaginator.Sandbox.Protocol;

/// <summary>The other side sent something that is not a frame or not a message.</summary>
internal sealed class ProtocolException(string message) : Exception(message);
