namespace Imaginator.Logging;

/// <summary>Receives the output of a build. Imaginator keeps it with the image and in the archive of build logs.</summary>
/// <remarks>Implementations are thread-safe, mask secrets, and limit the size of the stored log.</remarks>
public interface IBuildLog
{
    /// <summary>Appends the output of a tool. The bytes are usually, but not necessarily, UTF-8 text and complete lines.</summary>
    /// <param name="output">The bytes. The method copies them.</param>
    void Write(ReadOnlySpan<byte> output);
}
