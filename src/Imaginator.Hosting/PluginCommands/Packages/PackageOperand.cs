using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>A package to install: a file, or an ID with an optional version.</summary>
internal sealed record PackageOperand
{
    private const int MaximumIdLength = 100;

    /// <summary>The path of a file; null if the package comes from a source.</summary>
    public string? File { get; private init; }

    /// <summary>The ID; empty for a file.</summary>
    public string Id { get; private init; } = "";

    /// <summary>Null for the newest version.</summary>
    public string? Version { get; private init; }

    /// <summary>Reads <c>FILE</c>, <c>ID</c> or <c>ID@VERSION</c>.</summary>
    /// <exception cref="UsageException">The text has none of these forms.</exception>
    public static PackageOperand Parse(string text)
    {
        if (text.EndsWith(".nupkg", StringComparison.OrdinalIgnoreCase) || text.Contains('/', StringComparison.Ordinal))
        {
            return new PackageOperand { File = text };
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (id, version) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        return IsId(id) && version is not ""
            ? new PackageOperand { Id = id, Version = version }
            : throw new UsageException(
                $"invalid package \"{text}\"; write the path of a .nupkg file, or the ID of a package, optionally with a version: ID@VERSION");
    }

    /// <summary>Whether a text has the form of package IDs.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= MaximumIdLength
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    /// <summary>Whether a text can be the name of a plugin and of its folder.</summary>
    public static bool IsPluginName(string text) =>
        text.Length is > 0 and <= MaximumIdLength
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+');
}
