namespace Imaginator.Scanning;

/// <summary>A tree could not be turned into an image. The message names the path inside the tree.</summary>
public sealed class ScanException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    public ScanException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ScanException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
