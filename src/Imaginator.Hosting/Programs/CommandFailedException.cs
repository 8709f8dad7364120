namespace Imaginator.Hosting.Programs;

/// <summary>A command failed with its own exit status.</summary>
public sealed class CommandFailedException(int exitStatus, string message, Exception? innerException = null)
    : ImaginatorException(message, innerException!)
{
    /// <summary>Not 0.</summary>
    public int ExitStatus { get; } = exitStatus;
}
