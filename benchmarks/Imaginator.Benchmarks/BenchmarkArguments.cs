namespace Imaginator.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="IsShort">One quick pass, as CI does.</param>
/// <param name="IsAccepted">Whether later runs are compared with this one.</param>
/// <param name="Commit">What results are named after.</param>
/// <param name="ResultDirectory">Where they go.</param>
/// <param name="AcceptedFile">The ratios that were accepted before.</param>
/// <param name="Choice">What BenchmarkDotNet is told to run.</param>
internal sealed record BenchmarkArguments(
    bool IsShort, bool IsAccepted, string Commit, string ResultDirectory, string AcceptedFile, string[] Choice)
{
    private const string Short = "--short";
    private const string Accept = "--accept";
    private const string CommitPrefix = "--commit=";
    private const string ResultsPrefix = "--results=";
    private const string AcceptedPrefix = "--accepted=";

    public static BenchmarkArguments Parse(string[] arguments)
    {
        string[] choice = [.. arguments.Where(argument => !IsOurs(argument))];
        return new BenchmarkArguments(
            arguments.Contains(Short),
            arguments.Contains(Accept),
            Value(arguments, CommitPrefix) ?? "unknown",
            Value(arguments, ResultsPrefix) ?? "artifacts/benchmarks",
            Value(arguments, AcceptedPrefix) ?? "benchmarks/accepted.json",
            choice.Length == 0 ? ["--filter", "*"] : choice);
    }

    private static bool IsOurs(string argument) =>
        argument is Short or Accept
        || argument.StartsWith(CommitPrefix, StringComparison.Ordinal)
        || argument.StartsWith(ResultsPrefix, StringComparison.Ordinal)
        || argument.StartsWith(AcceptedPrefix, StringComparison.Ordinal);

    private static string? Value(string[] arguments, string prefix) =>
        arguments.LastOrDefault(argument => argument.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}
