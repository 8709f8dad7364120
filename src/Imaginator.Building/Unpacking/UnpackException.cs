namespace Imaginator.Building.Unpacking;

/// <summary>An image could not be unpacked. The message names the path inside the image, or the directory.</summary>
public sealed class UnpackException : ImaginatorException
{
    internal UnpackException(string message) : base(message)
    {
    }

    internal UnpackException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
