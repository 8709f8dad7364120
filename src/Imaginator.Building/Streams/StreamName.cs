namespace Imaginator.Building.Streams;

/// <summary>What names of image streams look like. They become paths, and people who build choose them.</summary>
public static class StreamName
{
    // The longest path that Linux takes, with room for what is put around a name.
    private const int MaximumLength = 1024;

    /// <summary>Whether a name can be one of a stream: a relative path without empty or dot components.</summary>
    /// <param name="name">The name.</param>
    /// <returns>False for one that is empty, too long, or has an empty, <c>.</c> or <c>..</c> component or a control
    /// character.</returns>
    public static bool IsValid(string name) => FindFault(name) is null;

    /// <summary>Says why a name cannot be one of a stream.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The rest of a sentence that begins with the name; null if it can.</returns>
    public static string? FindFault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "" => "is empty",
            { Length: > MaximumLength } => $"has more than {MaximumLength} characters",
            ['/', ..] or [.., '/'] => "begins or ends with a slash",
            _ when name.Any(char.IsControl) => "has a control character",
            _ when name.Split('/').Any(component => component is "" or "." or "..") =>
                "has an empty, \".\" or \"..\" component",
            _ => null,
        };
    }
}
