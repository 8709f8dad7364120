namespace Imaginator.Hosting.Flags;

/// <summary>A command line or a flag file is wrong; the message has a line for each fault. Programs exit with 2.</summary>
public sealed class UsageException : ImaginatorException
{
    /// <summary>The exit code of programs that were used wrongly.</summary>
    public const int ExitCode = 2;

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    public UsageException(string message) : base(message)
    {
    }
}
