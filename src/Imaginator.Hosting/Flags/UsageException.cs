namespace Imaginator.Hosting.Flags;

/// <summary>A command line or a flag file is invalid; the message has a line for each fault.</summary>
public sealed class UsageException : ImaginatorException
{
    /// <summary>The exit status of programs after this exception.</summary>
    public const int ExitCode = 2;

    public UsageException(string message) : base(message)
    {
    }
}
