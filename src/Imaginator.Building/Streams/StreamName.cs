namespace Imaginator.Building.Streams;

/// <summary>Validates names of streams. They become paths, and requestors choose them.</summary>
public static class StreamName
{
    // Less than the maximum path length of Linux, to leave space for prefixes and suffixes.
    private const int MaximumLength = 1024;

    /// <summary>Whether a name is valid: a relative path without empty or dot components and control characters.</summary>
    public static bool IsValid(string name) => FindFault(name) is null;

    /// <summary>The fault of a name, as the rest of a sentence that begins with the name; null if it is valid.</summary>
    public static string? FindFault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "" => "is empty",
            { Length: > MaximumLength } => $"has more than {MaximumLength} characters",
            ['/', ..] or [.., '/'] => "begins or ends with a slash",
            _ when name.Any(char.IsControl) => "contains a control character",
            _ when name.Split('/').Any(component => component is "" or "." or "..") =>
                "has an empty, \".\" or \"..\" component",
            _ when PrivateStream.IsPrivate(name) => $"has the component \"{PrivateStream.Component}\", which is reserved",
            _ => null,
        };
    }
}
