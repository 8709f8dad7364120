namespace Imaginator.Hosting.Flags;

/// <summary>The flag of commands that can print JSON.</summary>
public static class JsonFlag
{
    private static readonly string[] Forms = ["-json", "--json"];

    public static Flag<bool> Json { get; } = new(
        "json", FlagTypes.Boolean, false,
        "Print one JSON document to standard output: the result of the command or, if it fails, the error.") { Group = "Output" };

    /// <summary>Whether a command line asks for JSON. It can be invalid otherwise.</summary>
    internal static bool IsRequestedBy(IEnumerable<string> arguments)
    {
        var isRequested = false;
        foreach (var argument in arguments.TakeWhile(argument => argument != "--"))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (Forms.Contains(equals < 0 ? argument : argument[..equals]))
            {
                isRequested = equals < 0 || IsTrue(argument[(equals + 1)..]);
            }
        }

        return isRequested;
    }

    private static bool IsTrue(string text)
    {
        try
        {
            return FlagTypes.Boolean.Parse(text);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
