namespace Imaginator.Building.Events;

/// <summary>A tree came into memory: it was read from the image store, or scanned. Internal to the engine.</summary>
/// <param name="StreamName">The stream that is built.</param>
/// <param name="Inodes">The number of its inodes.</param>
internal sealed record TreeLoaded(string StreamName, int Inodes) : BuildEvent(StreamName);
