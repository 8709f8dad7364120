namespace Imaginator.Building;

/// <summary>What exceptions say, as parts of sentences.</summary>
public static class ExceptionText
{
    /// <summary>
    /// The message as a clause, without the full stop that those of .NET end with. For a sentence that goes on behind it.
    /// </summary>
    /// <param name="exception">Says what has happened.</param>
    /// <returns>Its message.</returns>
    public static string Clause(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Message.TrimEnd('.');
    }
}
