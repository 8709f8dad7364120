using System.Buffers;
using Imaginator.Files;

namespace Imaginator.Hosting.Plugins.Checking;

/// <summary>Checks the types of receivers that plugins provide.</summary>
internal static class NotifierCheck
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-._");

    /// <summary>Finds the fault of a type name, with its cure; null if there is none.</summary>
    public static string? FindFault(string? typeName) =>
        typeName is { Length: > 0 } && char.IsAsciiLetterOrDigit(typeName[0]) && !typeName.AsSpan().ContainsAnyExcept(Characters)
            ? null
            : $"notifier \"{FileName.ToDisplay(typeName ?? "")}\": invalid TypeName: it must start with a lower-case letter or digit, and "
                + "consist of lower-case letters, digits, +, -, . and _";
}
