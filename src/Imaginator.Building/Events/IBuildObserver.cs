namespace Imaginator.Building.Events;

/// <summary>
/// Follows a build while it runs. Calls come from several threads, for the requested build as well as for builds of its
/// source images. Implementations must return quickly and must not throw.
/// </summary>
public interface IBuildObserver
{
    /// <summary>Reports an event of a build.</summary>
    void OnEvent(BuildEvent buildEvent);

    /// <summary>Reports output of a build. Secrets are masked; the bytes are valid during the call.</summary>
    void OnOutput(string streamName, ReadOnlySpan<byte> output);
}
