namespace Imaginator;

/// <summary>
/// A failure of the environment or of somebody's input whose message is meant for people: it says what failed, where,
/// and what to do. Programs show the message without a stack trace.
/// </summary>
public class ImaginatorException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, where, and what to do about it. Never contains a secret.</param>
    public ImaginatorException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, where, and what to do about it. Never contains a secret.</param>
    /// <param name="innerException">The cause.</param>
    public ImaginatorException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
