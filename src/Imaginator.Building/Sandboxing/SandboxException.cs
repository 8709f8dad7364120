namespace Imaginator.Building.Sandboxing;

/// <summary>A sandbox could not be started, or broke. A command that fails in a sandbox does not cause this exception.</summary>
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
