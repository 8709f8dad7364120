namespace Imaginator.Host.Web.Logs.Following;

/// <summary>Lines that are added to a log, as server-sent events that all followers share. Immutable.</summary>
/// <param name="FirstLine">The number of the first line; of the next line for events without lines.</param>
/// <param name="Bytes">One or several events.</param>
internal sealed record LogEvent(int FirstLine, ReadOnlyMemory<byte> Bytes);
