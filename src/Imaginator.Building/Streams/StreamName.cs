using System.Text;

namespace Imaginator.Building.Streams;

/// <summary>Validates names of streams. They become paths, and requestors choose them.</summary>
public static class StreamName
{
    // The name of an image, which adds a time, has at most 1024 bytes in an image store.
    private const int MaximumBytes = 960;

    // The longest name of a file.
    private const int MaximumComponentBytes = 255;

    /// <summary>Whether a name is valid: a relative path without empty, dot or overlong components and control characters.</summary>
    public static bool IsValid(string name) => FindFault(name) is null;

    /// <summary>The fault of a name, as the rest of a sentence that begins with the name; null if it is valid.</summary>
    public static string? FindFault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "" => "is empty",
            _ when Encoding.UTF8.GetByteCount(name) > MaximumBytes => $"has more than {MaximumBytes} bytes",
            ['/', ..] or [.., '/'] => "begins or ends with a slash",
            _ when name.Any(char.IsControl) => "contains a control character",
            _ when name.Split('/').Any(component => component is "" or "." or "..") =>
                "has an empty, \".\" or \"..\" component",
            _ when name.Split('/').Any(component => Encoding.UTF8.GetByteCount(component) > MaximumComponentBytes) =>
                $"has a component of more than {MaximumComponentBytes} bytes",
            _ when PrivateStream.IsPrivate(name) => $"has the component \"{PrivateStream.Component}\", which is reserved",
            _ => null,
        };
    }
}
