using System.Diagnostics.CodeAnalysis;

namespace Imaginator.Images.Serialization;

/// <summary>
/// A serialized image or record is invalid, or an image cannot be serialized. The message is a clause about the contents, such as
/// <c>12 bytes follow the end</c>; the caller adds the location.
/// </summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The fault, as a clause.</param>
    public ImageFormatException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The fault, as a clause.</param>
    /// <param name="innerException">The cause.</param>
    public ImageFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    [DoesNotReturn]
    internal static void Throw(string message) => throw new ImageFormatException(message);

    [DoesNotReturn]
    internal static T Throw<T>(string message) => throw new ImageFormatException(message);
}
