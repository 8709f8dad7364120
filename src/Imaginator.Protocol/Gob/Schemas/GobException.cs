namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// A gob stream is malformed, exceeds a limit or has unexpected contents, or a value cannot be encoded.
/// </summary>
public sealed class GobException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The reason; contains names of types and fields but no values of the stream.</param>
    public GobException(string message) : base("gob: " + message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The reason; contains names of types and fields but no values of the stream.</param>
    public GobException(string message, Exception innerException) : base("gob: " + message, innerException)
    {
    }
}
