namespace Imaginator;

/// <summary>Makes messages of exceptions parts of other messages.</summary>
public static class ExceptionText
{
    /// <summary>
    /// The message of an exception as a clause: without the full stop that messages of .NET end with, so that an error can
    /// continue after it.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <returns>Its message without full stops at the end.</returns>
    public static string Clause(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Message.TrimEnd('.');
    }
}
