namespace Imaginator.Logging;

/// <summary>Where everything that a build prints goes. Kept with the image and in the build log archive.</summary>
/// <remarks>Implementations are thread-safe, mask secrets and bound the size of what they keep.</remarks>
public interface IBuildLog
{
    /// <summary>Appends bytes as a tool printed them: usually, but not necessarily, UTF-8 and whole lines.</summary>
    /// <param name="output">The bytes; they are copied before the call returns.</param>
    void Write(ReadOnlySpan<byte> output);
}
