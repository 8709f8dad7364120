namespace Imaginator;

/// <summary>
/// A failure of the environment, or invalid input. The message tells people the failure, its cause and the remedy. Programs
/// print it without a stack trace.
/// </summary>
public class ImaginatorException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">
    /// The failure, its cause and the remedy, for people. The message must not contain secrets.
    /// </param>
    public ImaginatorException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">
    /// The failure, its cause and the remedy, for people. The message must not contain secrets.
    /// </param>
    /// <param name="innerException">The cause.</param>
    public ImaginatorException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
