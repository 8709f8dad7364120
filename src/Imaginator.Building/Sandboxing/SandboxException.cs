namespace Imaginator.Building.Sandboxing;

/// <summary>A sandbox could not be started, or broke. Commands that fail in a sandbox are no such exception.</summary>
public sealed class SandboxException : ImaginatorException
{
    /// <inheritdoc/>
    public SandboxException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public SandboxException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
