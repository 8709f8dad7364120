namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>A gob stream is malformed, exceeds a limit or does not hold what was expected, or a value cannot be encoded.</summary>
internal sealed class GobException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong; contains no values of the stream but names of types and fields.</param>
    public GobException(string message) : base("gob: " + message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong; contains no values of the stream but names of types and fields.</param>
    public GobException(string message, Exception innerException) : base("gob: " + message, innerException)
    {
    }
}
