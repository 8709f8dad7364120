namespace Imaginator.Building.Events;

/// <summary>
/// Something that happened in a build, as a value: no line of a build's log is ever parsed for it, so that no script can
/// forge one.
/// </summary>
/// <param name="StreamName">The stream whose build it happened in: the requested one, or that of a source image.</param>
public abstract record BuildEvent(string StreamName);
