namespace Imaginator.Building.Scanning;

/// <summary>A tree could not be turned into an image. The message names the path inside the tree.</summary>
internal sealed class ScanException : ImaginatorException
{
    internal ScanException(string message) : base(message)
    {
    }

    internal ScanException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
