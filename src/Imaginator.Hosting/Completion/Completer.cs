using System.Collections.Immutable;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.Completion;

/// <summary>Completes command lines from the description of a program, which help and manual pages are made from, too.</summary>
internal sealed class Completer(ProgramDescription program)
{
    private const int MaximumValues = 1000;

    /// <summary>How long a user waits for values.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly string[] FileNames = ["FILE", "RAWFILE", "URL"];

    private static readonly string[] DirectoryNames = ["DIR", "ROOTDIR"];

    /// <summary>Finds the candidates for the last word. Values that cannot be found are left out.</summary>
    public async Task<CompletionResult> CompleteAsync(
        CommandContext context, ImmutableArray<string> words, CancellationToken cancellationToken)
    {
        var typed = TypedWords.Parse(program, words);
        if (typed.OpenFlag is { } open)
        {
            return ValuesOf(open, "", typed.Word);
        }

        var command = program.VisibleCommands.FirstOrDefault(command => typed.Arguments is [var name, ..] && command.Name == name);
        if (typed.AllowsFlags && typed.Word.StartsWith('-'))
        {
            return CompleteFlag(command, typed.Word);
        }

        if (typed.Arguments.IsEmpty)
        {
            return Matching(typed.Word, program.VisibleCommands.Select(known => new CompletionCandidate(known.Name, known.Summary)));
        }

        return command is null
            ? CompletionResult.None
            : await CompleteOperandAsync(context, command, typed, cancellationToken);
    }

    private CompletionResult CompleteFlag(Command? command, string word)
    {
        var flags = command?.EffectiveFlags(program) ?? program.AllFlags;
        var dashes = word.StartsWith("--", StringComparison.Ordinal) ? "--" : "-";
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return Matching(
                word,
                flags.OrderBy(flag => flag.Name, StringComparer.OrdinalIgnoreCase).Select(flag => new CompletionCandidate(
                    dashes + flag.Name + (flag.ValueName.Length > 0 ? "=" : ""), FirstSentence(flag.Description))));
        }

        return flags.FirstOrDefault(flag => dashes + flag.Name == word[..equals]) is { } known
            ? ValuesOf(known, word[..(equals + 1)], word)
            : CompletionResult.None;
    }

    private static CompletionResult ValuesOf(Flag flag, string before, string word) => flag.ValueName switch
    {
        "" => Matching(word, [new CompletionCandidate(before + "true"), new CompletionCandidate(before + "false")]),
        var name when name.Contains('|', StringComparison.Ordinal) =>
            Matching(word, name.Split('|').Select(value => new CompletionCandidate(before + value))),
        var name => new CompletionResult([], FilesOf(name)),
    };

    private async Task<CompletionResult> CompleteOperandAsync(
        CommandContext context, Command command, TypedWords typed, CancellationToken cancellationToken)
    {
        var index = typed.Arguments.Length - 1;
        if (index == 0 && !command.Actions.IsEmpty)
        {
            return Matching(typed.Word, command.Actions.Select(action => new CompletionCandidate(action)));
        }

        if (index >= command.OperandNames.Length)
        {
            return CompletionResult.None;
        }

        var name = command.OperandNames[index].Trim('[', ']', '.');
        if (!program.OperandValues.TryGetValue(name, out var source))
        {
            return new CompletionResult([], FilesOf(name));
        }

        var values = await FindAsync(source, WithFlags(context, typed.Before), typed.Word, cancellationToken);
        return Matching(typed.Word, values.Select(value => new CompletionCandidate(value)));
    }

    private static async Task<IReadOnlyList<string>> FindAsync(
        CompletionSource source, CommandContext context, string beginning, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var values = new List<string>();
        try
        {
            await foreach (var value in source(context, beginning, either.Token))
            {
                // Names of others must not control the terminal.
                if (value.StartsWith(beginning, StringComparison.Ordinal) && !value.Any(char.IsControl))
                {
                    values.Add(value);
                }

                if (values.Count == MaximumValues)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is ImaginatorException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // There is no place for an error while a user types: the command itself reports it.
            return values;
        }

        return values;
    }

    /// <summary>The context of the command with the flags that the user has typed. A fault in them is not reported.</summary>
    private CommandContext WithFlags(CommandContext context, ImmutableArray<string> words)
    {
        try
        {
            var flags = FlagParser.Parse(
                program.AllFlags, words, FlagFiles.Resolve(program.FlagFiles, Environment.GetEnvironmentVariable("HOME"))).Values;
            return context with { Flags = flags, SharedPluginSettings = program.PluginSettings(flags), Error = TextWriter.Null };
        }
        catch (UsageException)
        {
            return context with { Error = TextWriter.Null };
        }
    }

    private static CompletionResult Matching(string word, IEnumerable<CompletionCandidate> candidates) =>
        new([.. candidates.Where(candidate => candidate.Word.StartsWith(word, StringComparison.Ordinal))]);

    private static CompletionFiles FilesOf(string placeholder) =>
        FileNames.Contains(placeholder) ? CompletionFiles.All
        : DirectoryNames.Contains(placeholder) ? CompletionFiles.Directories
        : CompletionFiles.None;

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }
}
