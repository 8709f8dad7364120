using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Stages;

/// <summary>A command of a build failed. The message says how, and with which last words.</summary>
/// <param name="what">The command: a script's path, a verb, a program.</param>
/// <param name="result">How it ended.</param>
internal sealed class CommandFailedException(string what, CommandResult result) : ImaginatorException(Describe(what, result))
{
    internal static string Describe(string what, CommandResult result) =>
        result.LastLines.IsEmpty ? $"{what} {result.Describe()}" : $"{what} {result.Describe()}: {result.LastLines[^1]}";
}
