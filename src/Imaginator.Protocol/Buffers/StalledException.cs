namespace Imaginator.Protocol.Buffers;

/// <summary>The other side of a connection neither sent nor accepted a byte within the time limit.</summary>
public sealed class StalledException(string message, Exception? innerException = null) : IOException(message, innerException);
