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
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= MaximumLength
            && !name.Any(char.IsControl)
            && name.Split('/').All(component => component is not ("" or "." or ".."));
    }
}
